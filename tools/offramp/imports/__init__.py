"""The imports room."""
