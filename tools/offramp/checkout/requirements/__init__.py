"""What a tree wants installed: its files, locks and project, read as their own tools do."""
