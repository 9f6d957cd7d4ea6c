"""The evaluation that asks the running system over HTTP: `python -m tests.evaluation` (`make eval`)."""
