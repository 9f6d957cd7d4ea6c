"""Faults in the real processes: docs/faults.md names each one, and each has a test here."""
