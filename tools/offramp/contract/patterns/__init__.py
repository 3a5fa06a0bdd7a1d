"""Regular expressions: what they match, whether one takes in another, and strings of them."""
