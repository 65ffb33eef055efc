"""Organisations learn from each other: the shared file."""
