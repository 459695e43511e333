"""Tests of the plugin ray."""

# A plugin for the processes of a cluster: it changes the batch where it is imported.
collect_ignore = ["ray_engines.py"]
