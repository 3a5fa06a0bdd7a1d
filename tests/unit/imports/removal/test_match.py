from __future__ import annotations

import pytest

from offramp.imports.removal.match import matcher


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("a.compat", True),
        ("a.compat.*", True),
        ("a.compat.x:main", True),
        ("a/compat", True),
        ("a/compat/*", True),
        ("./src/a/compat/**", True),
        ("*/a/compat/*", True),
        ("**/a/compat/x.py", True),
        ("src/a/compat.py", True),
        ("'a.compat'", True),
        ("b.c -> a.compat.x", True),
        ("a.compat -> b", True),
        ("a.compatible", False),
        ("a/compatible/*", False),
        ("other/a/compat", False),
        ("b.a.compat", False),
        ("a", False),
        ("a/*", False),
        ("compat", False),
        ("a.core -> b", False),
        ("", False),
    ],
)
def test_an_entry_means_the_layer_and_nothing_else(entry: str, expected: bool) -> None:
    """G12, G14: by name or path, never by prefix."""
    assert matcher(["a.compat"], ["src/a/compat"])(entry) is expected
