"""Comparing two schemas: what each keyword says, then whether it matters as a whole."""
