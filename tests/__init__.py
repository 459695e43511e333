"""Tests, which mirror the package; benchmarks and fakes are packages that others here import."""
