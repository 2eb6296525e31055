"""Skills of Anthropic."""
