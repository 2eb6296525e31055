"""Amazon Bedrock's runtime: whole answers in JSON, streams in a binary framing of their own."""
