"""Where numbers come from: how to ask each publisher, how to read the answer, and what a good answer is.

Nothing here knows Dagster, dbt or DuckDB; tests/architecture keeps it so.
"""
