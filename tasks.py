"""Invoke tasks: `invoke --list`. The plan itself is `invoke plan`."""

from offramp.tasks import ns

__all__ = ["ns"]
