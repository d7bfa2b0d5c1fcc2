"""The endpoint for other programs: an HTTP API of our own, and one that speaks as OpenAI's does."""
