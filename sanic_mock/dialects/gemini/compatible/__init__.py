"""What clients of OpenAI's find at Gemini's paths: its requests and answers, translated."""
