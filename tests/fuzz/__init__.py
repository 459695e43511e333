"""Campaigns: many damaged inputs from one seed, each within limits of time and memory, and a table at the end."""
