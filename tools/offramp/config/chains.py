"""Renames that lead on to one another."""

from __future__ import annotations

from collections.abc import Mapping


def renamed_again(table: Mapping[str, str]) -> str | None:
    """Return an old name whose new name is an old name too, or lies under one; None without.

    What was renamed to it could not be told from what has still to be renamed.
    """
    for old, new in sorted(table.items()):
        parts = new.split(".")
        if any(".".join(parts[:end]) in table for end in range(1, len(parts) + 1)):
            return old
    return None
