"""Dreams: little scenes woven from a prompt."""
