"""The commands: one table, and what each does."""
