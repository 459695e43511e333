"""Fakes that tests use in place of the real thing."""
