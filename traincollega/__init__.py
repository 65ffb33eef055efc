"""Train je Collega: colleagues teach each other what they know a bit more about."""

__version__ = "0.1.0"
