"""Images and sound: how large they are, and what they cost."""
