"""Rows of data: a module for each service."""
