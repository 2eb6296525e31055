"""Networks: what they do to parts, by rows and by properties."""
