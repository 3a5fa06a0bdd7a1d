"""Programs for whoever builds and runs the service."""
