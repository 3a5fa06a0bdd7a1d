"""Reading Python: its syntax tree where the file parses, its tokens where it does not."""
