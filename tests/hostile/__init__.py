"""What hostile clients do, generated, and what others notice of it."""
