"""When things run, and where they are kept. Assembly is in definitions.py, the command line in cli.py."""
