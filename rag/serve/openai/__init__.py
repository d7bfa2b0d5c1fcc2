"""What OpenAI's API has of chat: completions and models, answered from the articles."""
