"""The embeddings endpoint."""
