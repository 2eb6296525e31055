"""Chat completions: a request to an Ask, a Reply to OpenAI's bytes."""
