"""A small OpenAI-compatible service: embeddings, responses and dreams."""

import lukhas.compat  # noqa: F401 - the names of before 0.8 work wherever lukhas was imported

__version__ = "0.8.0"
