"""The verbs: what a person can do, each a function that is handed the desk."""
