"""What a prompt asks for in words: JSON of a schema, of an example, or with keys that it names."""
