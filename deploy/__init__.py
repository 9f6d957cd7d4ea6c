"""How yuce is installed, started, probed and inspected. What runs before .venv exists imports the standard library."""
