"""Our own sources of words."""
