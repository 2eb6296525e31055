"""The services that answer OpenAI's requests in nearly its way."""
