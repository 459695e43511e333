"""Layers on a CPU in NumPy, with a borrowed BLAS: one kernel a module."""
