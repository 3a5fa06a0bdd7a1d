"""The digest tells apart what decides what is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from offramp.checkout.requirements.finding import find

Lay = Callable[[Path, dict[str, str]], Path]


def test_the_digest_tells_what_decides_apart(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"requirements.txt": "a\n"})
    first = find(tmp_path).digest("CPython", "3.11.7")
    assert find(tmp_path).digest("CPython", "3.11.8") != first
    lay(tmp_path, {"requirements.txt": "# a comment\na\n", "unrelated.txt": ""})
    assert find(tmp_path).digest("CPython", "3.11.7") == first
    lay(tmp_path, {"requirements.txt": "-c limits.txt\n", "limits.txt": "a\n"})
    assert find(tmp_path).digest("CPython", "3.11.7") != first
