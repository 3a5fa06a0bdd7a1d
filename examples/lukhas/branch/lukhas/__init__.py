"""A small OpenAI-compatible service: embeddings, responses and dreams."""

__version__ = "0.9.0"
