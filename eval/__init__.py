"""Question sets, measuring and fitting. Imports `rag`; nothing in `rag` imports this."""
