"""Azure OpenAI: the same endpoints, by deployments, with a content filter and heads of its own."""
