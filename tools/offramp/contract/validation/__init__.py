"""Whether one document is valid: the authority on it, and what the authority does not see."""
