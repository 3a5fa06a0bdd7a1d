"""Who owns a file, by the repository's CODEOWNERS."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from offramp.errors import ConfigError

if TYPE_CHECKING:
    from codeowners import CodeOwners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where GitHub looks, in its order, then GitLab's own; the first file that is there counts."""


class Owners:
    """The owners of files: the last pattern that matches says, and it may say nobody.

    Args:
        root: the repository's root.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._of = lru_cache(maxsize=None)(self._look_up)

    def of(self, path: str) -> tuple[str, ...]:
        """Return the owners of a file, as ``@user``, ``@organisation/team`` or an address.

        Args:
            path: relative to the root, with forward slashes.

        Raises:
            ConfigError: CODEOWNERS is not UTF-8, or a pattern of it is none.
        """
        return self._of(path)

    def _look_up(self, path: str) -> tuple[str, ...]:
        rules = self._rules
        return tuple(owner for _, owner in rules.of(path)) if rules else ()

    @cached_property
    def _rules(self) -> CodeOwners | None:
        place = next((p for p in PLACES if (self._root / p).is_file()), None)
        if place is None:
            return None
        from codeowners import CodeOwners

        try:
            return CodeOwners((self._root / place).read_text("utf-8-sig"))
        except ValueError as error:
            raise ConfigError(
                "CODEOWNERS cannot be read",
                expected="UTF-8, and patterns as GitHub has them",
                found=str(error),
                where=place,
            ) from error
