"""What lies here are commands, not tests: they import what the tests do without."""

collect_ignore_glob = ["*.py"]
