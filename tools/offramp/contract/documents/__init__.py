"""A document as it is judged: references followed, schemas in normal form, values compared."""
