"""Where things are kept: the home folder, the working warehouse, the published editions. Knows DuckDB, not Dagster."""
