"""Replications → chunks → executor → store."""
