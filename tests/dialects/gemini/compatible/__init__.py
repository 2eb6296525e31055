"""What clients of OpenAI's find at Gemini's paths."""
