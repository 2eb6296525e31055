"""The moderations endpoint."""
