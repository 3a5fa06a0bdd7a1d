"""What runs have shown: the record, merged and joined with what was read."""
