"""Icons, styles, translations, templates and demo content."""
