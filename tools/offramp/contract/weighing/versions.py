"""The version that a change asks for (Semantic Versioning 2.0.0), and whether it was given.

Below 1.0.0 anything may change (section 4); by convention the minor version has the part of the
major one there: it rises with a breaking change, the patch with any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_VERSION = re.compile(
    r"v?(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})"
    r"(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
PARTS = ("major", "minor", "patch")
Core = tuple[int, int, int]


def read(text: Any) -> tuple[Core, bool] | None:
    """Return a version's three numbers and whether it is a pre-release; None where it is none.

    A leading ``v`` is taken; build metadata says nothing of the order (section 10).
    """
    found = _VERSION.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    return (int(found[1]), int(found[2]), int(found[3])), found[4] is not None


@dataclass(frozen=True)
class Release:
    """The versions of two documents, and the one that the change between them asks for.

    Attributes:
        base, candidate: ``info.version`` as it is written; None where it is no text.
        part: the part that has to rise: "major", "minor" or "patch"; None where nothing changed.
    """

    base: str | None
    candidate: str | None
    part: str | None

    @property
    def is_semantic(self) -> bool:
        """Whether both versions are such as Semantic Versioning has them."""
        return read(self.base) is not None and read(self.candidate) is not None

    @property
    def recommended(self) -> str | None:
        """The least version that the change asks for; None where the base's is not semantic."""
        core = self._least()
        return None if core is None else ".".join(map(str, core))

    @property
    def is_enough(self) -> bool | None:
        """Whether the candidate's version is at least the recommended one; None if unknown."""
        least, given = self._least(), read(self.candidate)
        return None if least is None or given is None else given[0] >= least

    @property
    def has_risen(self) -> bool:
        """Whether the candidate's version is above the base's."""
        old, new = read(self.base), read(self.candidate)
        return old is not None and new is not None and new[0] > old[0]

    def _least(self) -> Core | None:
        found = read(self.base)
        if found is None:
            return None
        core, early = found
        # a pre-release promises nothing yet (section 9): its own release is what comes next
        if early or self.part is None:
            return core
        place = PARTS.index(self.part)
        return (*core[:place], core[place] + 1, *(0,) * (2 - place))  # type: ignore[return-value] # three numbers, whatever the place

    def to_dict(self) -> dict[str, Any]:
        """Return the versions as plain data."""
        return {
            "base": self.base,
            "candidate": self.candidate,
            "recommended": self.recommended,
            "enough": self.is_enough,
        }


def part_for(base: Any, *, breaking: bool, changed: bool) -> str:
    """Return the part of a version that has to rise.

    Args:
        base: the version before.
        breaking: whether something broke.
        changed: whether something besides documentation changed.
    """
    part = 0 if breaking else 1 if changed else 2
    found = read(base)
    early = found is not None and found[0][0] == 0
    return PARTS[min(part + 1, 2) if early else part]
