"""Reading everything that is not Python source: configuration, commands, notebooks, pickles."""
