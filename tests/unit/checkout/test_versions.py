from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.versions import Version, changed_paths, describe, left_out

Git = Callable[..., str]


@pytest.mark.functional
def test_s5_the_version_comes_from_git(
    git: Git, upstream: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SHA", "")
    head = git(upstream, "rev-parse", "HEAD")
    version = describe(upstream)
    assert version == head[:12]
    assert (version.commit, version.dirty) == (head, False)
    (upstream / "docs").mkdir()
    (upstream / "docs/openapi.json").write_text("{}")
    assert describe(upstream) == head[:12] + "-dirty"
    assert describe(upstream, ["docs/openapi.json"]) == head[:12]
    assert describe(upstream, ["docs/"]) == head[:12]
    assert describe(upstream, ["doc"]).changed == ("docs/openapi.json",)


@pytest.mark.functional
def test_every_kind_of_change_is_found(git: Git, upstream: Path) -> None:
    (upstream / ".gitignore").write_text("*.log\n")
    git(upstream, "add", ".gitignore")
    git(upstream, "mv", "main.txt", "moved name.txt")
    (upstream / "file.txt").unlink()
    (upstream / "new").mkdir()
    (upstream / "new/caf\N{LATIN SMALL LETTER E WITH ACUTE}").write_text("")
    (upstream / "a.log").write_text("")
    assert changed_paths(upstream, [".gitignore"]) == [
        "file.txt",
        "main.txt",
        "moved name.txt",
        "new/caf\N{LATIN SMALL LETTER E WITH ACUTE}",
    ]


def test_a_version_is_plain_text_to_everybody_else() -> None:
    version = Version("a" * 40, ["x"])
    assert json.dumps({"version": version}) == '{"version": "aaaaaaaaaaaa-dirty"}'
    assert version.changed == ("x",)


def test_left_out() -> None:
    assert left_out("docs/a.json", ["docs"])
    assert left_out("docs/a.json", ["docs/"])
    assert left_out("docs/a.json", ["docs/a.json"])
    assert not left_out("docs2/a.json", ["docs"])
    assert not left_out("docs", ["docs/a.json"])
