"""Files that clients upload, and name in their messages."""
