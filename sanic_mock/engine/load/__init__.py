"""What requests that run side by side do to each other."""
