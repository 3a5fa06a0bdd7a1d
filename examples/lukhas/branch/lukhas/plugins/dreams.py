"""Dreams as the labs weave them."""

from labs.dreams.weaver import Scene, weave

__all__ = ["Scene", "weave"]
