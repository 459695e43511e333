"""What lies here are commands, which import what the tests do without; tests are the modules whose names say so."""

from pathlib import Path

collect_ignore = [path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")]
