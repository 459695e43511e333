"""Commands that measure: `python -m tests.benchmarks.NAME` from the root of the project."""
