"""Colleagues of one organisation stay in step."""
