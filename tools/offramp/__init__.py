"""offramp: take a Python service off its compatibility layer, in stages, with proof."""

__version__ = "0.1.0"
