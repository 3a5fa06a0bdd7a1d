"""The rules as data: what can change, what it weighs, and the documents that show it."""
