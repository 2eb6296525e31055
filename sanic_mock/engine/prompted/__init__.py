"""What a prompt asks for in words: JSON of a schema, an example or keys, or a bare value."""
