"""Calendars and overviews for other programs."""
