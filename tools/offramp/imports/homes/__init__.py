"""Where the names of a layer really live, and what of it outside users lose."""
