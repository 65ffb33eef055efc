"""Files of other programs, read into records; everything that comes in is hostile until checked."""
