"""Files that clients have uploaded, to name them in requests."""
