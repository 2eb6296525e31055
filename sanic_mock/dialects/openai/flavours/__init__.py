"""Services that answer OpenAI's requests in nearly OpenAI's way: each a row of data."""
