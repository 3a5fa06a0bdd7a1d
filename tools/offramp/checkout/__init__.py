"""The checkout room."""
