"""These tests need Rasa, so they run in its own environment: `.venv-rasa/bin/python -m pytest tests/bot`."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("rasa") else ["test_*.py"]
