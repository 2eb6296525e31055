"""The Responses endpoint: its requests, its answers and events, and what is kept of them."""
