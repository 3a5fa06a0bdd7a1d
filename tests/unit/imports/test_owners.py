from __future__ import annotations

from pathlib import Path

import pytest

from offramp.errors import ConfigError
from offramp.imports.owners import PLACES, Owners


@pytest.mark.parametrize("place", PLACES)
def test_the_file_is_found_where_the_forges_keep_it(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("* @everyone\n")
    assert Owners(tmp_path).of("svc/api.py") == ("@everyone",)


def test_the_first_place_counts(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_text("* @root\n")
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/CODEOWNERS").write_text("* @github\n")
    assert Owners(tmp_path).of("a.py") == ("@github",)


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", ("@org/all",)),
        ("svc/api.py", ("@api", "someone@example.com")),
        ("svc/deep/api.py", ("@org/all",)),
        ("docs/guide/a.md", ("@writers",)),
        ("svc/generated/x.py", ()),
    ],
)
def test_the_last_pattern_that_matches_says_and_it_may_say_nobody(
    tmp_path: Path, path: str, owners: tuple[str, ...]
) -> None:
    (tmp_path / "CODEOWNERS").write_text(
        "# who\n*  @org/all\n/svc/*  @api someone@example.com  # both\ndocs/  @writers\n"
        "svc/generated/\n"
    )
    assert Owners(tmp_path).of(path) == owners


def test_without_the_file_nobody_owns_anything(tmp_path: Path) -> None:
    assert Owners(tmp_path).of("a.py") == ()


@pytest.mark.parametrize("content", [b"\xff\xfe* @x", b"/[a @x\n"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "CODEOWNERS").write_bytes(content)
    with pytest.raises(ConfigError, match="CODEOWNERS cannot be read") as caught:
        Owners(tmp_path).of("a.py")
    assert caught.value.where == "CODEOWNERS"
