"""The SQLite file: calls and their history, matches, letters, runs."""
