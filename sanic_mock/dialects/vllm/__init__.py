"""What vLLM's server has beside OpenAI's API, as one more vendor; where requests are lenient."""
