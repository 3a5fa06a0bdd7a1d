"""Which files are opened to a parser, and how their bytes are read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from offramp.imports.layout import Layout
from offramp.imports.prefilter import Search, read_all
from offramp.imports.targets import Targets

LAYOUT = Layout(["acme/__init__.py", "acme/compat.py", "acme/core/__init__.py", "main.py"])
SEARCH = Search(Targets(["acme.compat"], {"tools": "labs"}), LAYOUT)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("main.py", b"from acme import compat\n"),
        ("main.py", "from \uff41cme import \uff43ompat\n".encode()),
        ("main.py", "from acme import com\u1d56at\n".encode()),
        ("main.txt", "from acme import compat\n".encode("utf-16")),
        ("main.txt", b"\xfe\xff" + "from acme import compat\n".encode("utf-16-be")),
        ("acme/core/x.py", b"from .. import compat\n"),
        ("main.pkl", b"\x80\x02cacme.compat\nname\n."),
        ("main.py", b"import tools\n"),
        ("mypy.ini", b"packages = tools\n"),
        ("run.sh", b"gunicorn tools:app\n"),
        ("run.sh", b"python -mtools\n"),
        ("main.pkl", b"ctools\nX\n."),
        ("main.pkl", b"\x80\x04\x8c\x05tools\x94."),
    ],
)
def test_a_file_that_may_name_a_target(path: str, data: bytes) -> None:
    assert SEARCH.finds(path, data)
    assert any(re.search(pattern.encode(), data) for pattern in SEARCH.patterns)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("main.py", b"from .. import compat\n"),  # without the top-level package
        ("main.py", b"import acme\n# for compat\n"),
        ("main.md", "\uff41cme.\uff43ompat".encode()),  # names of Python are in code
        ("main.py", b"these tools\n"),
        ("main.md", b"gunicorn tools\n"),
        ("run.sh", b"gunicorn itertools:app\n"),
    ],
)
def test_a_file_that_does_not(path: str, data: bytes) -> None:
    assert not SEARCH.finds(path, data)


def test_a_file_is_read_whole_and_links_are_not_followed(tmp_path: Path) -> None:
    sizes = {"empty": 0, "full": 1 << 16, "more": (1 << 16) + 1, "large": 3 << 20}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(os.urandom(size))
    (tmp_path / "link").symlink_to("full")
    (tmp_path / "folder").mkdir()
    unreadable: list[str] = []
    found = dict(read_all(tmp_path, [*sizes, "link", "folder", "gone"], unreadable))
    assert {name: len(data) for name, data in found.items()} == sizes
    assert all(found[name] == (tmp_path / name).read_bytes() for name in sizes)
    assert not unreadable
