"""One module for each resource, each with its ``router``."""
