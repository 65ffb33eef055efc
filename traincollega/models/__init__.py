"""The nouns, how their changes add up, and the one place with SQL."""
