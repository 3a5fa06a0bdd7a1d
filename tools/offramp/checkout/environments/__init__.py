"""Isolated environments: built, kept by what they were built from, and found again."""
