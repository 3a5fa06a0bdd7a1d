"""Where a recorded import happened, in words that hold on every machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from offramp.imports.runs.place import place


@pytest.mark.parametrize(
    ("file", "path", "note"),
    [
        ("/elsewhere/run.py", "/elsewhere/run.py", "outside the repository"),
        ("/env/lib/site-packages/dep/x.py", "site-packages/dep/x.py", "third-party code"),
        ("<pytest plugins>", "<pytest plugins>", "asked for with -p or pytest_plugins"),
        ("<string>", "<string>", "code without a file"),
        (
            "<library threading>",
            "<library threading>",
            "threading did it, for code that cannot be told",
        ),
        (
            tempfile.gettempdir() + "/pytest-7/x/s.py",
            "<temporary>/s.py",
            "a file that the suite has made",
        ),
    ],
)
def test_a_place_elsewhere_has_a_name_that_lasts(
    tmp_path: Path, file: str, path: str, note: str
) -> None:
    """The ratchet keeps it: no folder of one machine or of one run."""
    assert place(file, tmp_path) == (path, note)


def test_a_file_of_the_target_is_named_from_its_root(tmp_path: Path) -> None:
    assert place(f"{tmp_path}/src/../app.py", tmp_path) == ("app.py", "")
    inside = f"{tmp_path}/.venv/lib/site-packages/dep/x.py"
    assert place(inside, tmp_path) == (inside[len(str(tmp_path)) + 1 :], "third-party code")


def test_a_file_under_another_name_of_the_root_is_the_roots(tmp_path: Path) -> None:
    root, link = tmp_path / "real", tmp_path / "link"
    root.mkdir()
    link.symlink_to(root)
    for name in (root, link):
        for file in (root, link):
            assert place(str(file / "app.py"), name) == ("app.py", "")


def test_an_installed_copy_of_the_target_is_the_targets_own_code(tmp_path: Path) -> None:
    copy = tmp_path / "env/lib/site-packages/a/user.py"
    for file in (copy, tmp_path / "root/src/a/user.py"):
        file.parent.mkdir(parents=True)
        file.write_text("import a.compat\n", encoding="utf-8")
    assert place(str(copy), tmp_path / "root") == ("src/a/user.py", "")
    copy.write_text("import a.compat  # changed\n", encoding="utf-8")
    assert place(str(copy), tmp_path / "root")[1] == "third-party code"
