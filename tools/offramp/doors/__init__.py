"""What stands behind every door: Invoke tasks, the ``offramp`` command and nox sessions alike.

``guard`` turns what happened into output and an exit code; the other modules hold one function
for each door, which returns a reply.
"""

from __future__ import annotations

from offramp.doors.guard import Reply, answer
from offramp.doors.target import Options

__all__ = ["Options", "Reply", "answer"]
