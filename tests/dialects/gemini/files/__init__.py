"""Files of Gemini."""
