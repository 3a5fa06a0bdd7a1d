"""Rewrite references: exact spans, whole statements, strings, settings."""
