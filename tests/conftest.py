"""What holds for all tests: a way to lay out files, and no word of a CI service of its own run.

What such a service says is about another repository.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

for name in [n for n in os.environ if n.startswith(("GITHUB_", "CI_"))]:
    del os.environ[name]


@pytest.fixture
def lay() -> Callable[[Path, Mapping[str, str | bytes]], Path]:
    """Write files into a folder, by their paths below it, and return the folder."""

    def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write
