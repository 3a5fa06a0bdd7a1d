"""Text in small pieces: character n-grams and tokens."""
