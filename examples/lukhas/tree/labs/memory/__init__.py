"""Short forms of long texts."""
