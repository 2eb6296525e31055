"""JSON schemas: read, checked, and answered with values that fit."""
