"""Dreams as the labs weave them."""

from candidate.dreams.weaver import Scene, weave

__all__ = ["Scene", "weave"]
