"""What keeps the service up when clients ask for too much."""
