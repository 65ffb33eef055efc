"""What the program promises, measured against floors timed in the same run."""
