"""Accepting findings of two files: what is chosen, what is written, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from offramp.doors import Options, openapi
from offramp.doors.accept import accept
from offramp.errors import ConfigError
from offramp.report.terminal import Terminal

Accept = Callable[..., dict[str, Any]]
ANSWER = {"responses": {"200": {"description": "k"}}}
SAID = {"cand": "b.json", "finding": (), "all": False, "reason": "", "expires": "", "prune": False}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two documents in the current folder: the second one has neither /a nor /b."""
    for name, paths in (("a.json", ("/a", "/b", "/c")), ("b.json", ("/c", "/d"))):
        items = {path: {"get": ANSWER} for path in paths}
        document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": items}
        (tmp_path / name).write_text(json.dumps(document))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def accepts(terminal: Terminal) -> Accept:
    def run(*, base: str = "a.json", **words: Any) -> dict[str, Any]:
        said = {name: words.pop(name) for name in tuple(words) if name in SAID}
        options = Options(base=base, accept="accepted.toml", **words)
        return dict(accept(terminal, options, {**SAID, **said}).data)

    return run


@pytest.fixture
def diff(terminal: Terminal) -> Accept:
    def run(**words: Any) -> dict[str, Any]:
        return dict(openapi.diff(terminal, Options(base="a.json", **words), "b.json").data)

    return run


def fingerprints(table: dict[str, Any], severity: str = "breaking") -> list[str]:
    return [f["fingerprint"] for f in table["findings"] if f["severity"] == severity]


def test_all_that_fails_is_accepted(accepts: Accept, diff: Accept, folder: Path) -> None:
    done = accepts(all=True, reason=" agreed ", expires="2999-12-31")
    assert [row["rule"] for row in done["accepted"]] == 2 * ["api-path-removed-without-deprecation"]
    assert done["accepted"][0]["place"] == "GET /a: /paths/~1a"
    text = (folder / "accepted.toml").read_text()
    assert text.count('reason = "agreed"\nexpires = 2999-12-31\n') == 2
    after = diff(accept="accepted.toml")
    assert (after["verdict"], after["accepted"], after["next_version"]) == (
        "compatible",
        2,
        "major",
    )


def test_one_is_accepted_and_the_other_still_fails(accepts: Accept, diff: Accept) -> None:
    first, second = fingerprints(diff())
    assert len(accepts(finding=[second], reason="agreed")["left"]) == 1
    after = diff(accept="accepted.toml")
    assert (after["verdict"], fingerprints(after)) == ("breaking", [first])
    both = accepts(all=True, reason="agreed")
    assert {row["fingerprint"] for row in both["accepted"]} == {first}
    assert diff(accept="accepted.toml")["verdict"] == "compatible"


def test_doing_it_again_changes_nothing(accepts: Accept, folder: Path) -> None:
    accepts(all=True, reason="agreed")
    before = (folder / "accepted.toml").read_bytes()
    assert accepts(all=True, reason="agreed")["changed"] is False
    assert (folder / "accepted.toml").read_bytes() == before


def test_an_accepted_finding_is_renewed(accepts: Accept, diff: Accept, folder: Path) -> None:
    first, _ = fingerprints(diff())
    accepts(finding=[first], reason="agreed", expires="2999-12-31")
    path = folder / "accepted.toml"
    path.write_text("# mine\n" + path.read_text().replace("2999", "2020"))
    assert first in fingerprints(diff(accept="accepted.toml"))
    accepts(finding=[first], reason="agreed again")
    assert "expires" not in path.read_text()
    assert path.read_text().startswith("# mine\n")
    assert first not in fingerprints(diff(accept="accepted.toml"))


def test_what_is_stale_is_taken_out(accepts: Accept, diff: Accept, folder: Path) -> None:
    accepts(all=True, reason="agreed")
    assert len(accepts(base="b.json", prune=True)["removed"]) == 2
    assert "[[accepted]]" not in (folder / "accepted.toml").read_text()


def test_a_dry_run_writes_nothing(accepts: Accept, folder: Path) -> None:
    would = accepts(all=True, reason="agreed", dry_run=True)
    assert (would["dry_run"], would["changed"], len(would["accepted"])) == (True, True, 2)
    assert not (folder / "accepted.toml").exists()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({}, "nothing is chosen"),
        ({"all": True}, "needs a reason"),
        ({"all": True, "reason": "  "}, "needs a reason"),
        ({"finding": ["0" * 16], "reason": "r"}, "no finding that can be accepted"),
        ({"all": True, "reason": "r", "expires": "soon"}, "--expires is no date"),
        ({"all": True, "reason": "r", "expires": "2020-01-01"}, "--expires is over"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    accepts: Accept, folder: Path, said: Any, what: str
) -> None:
    with pytest.raises(ConfigError, match=what):
        accepts(**said)
    assert not (folder / "accepted.toml").exists()


def test_the_last_day_may_be_today(accepts: Accept, diff: Accept) -> None:
    accepts(all=True, reason="r", expires=date.today().isoformat())
    assert diff(accept="accepted.toml")["verdict"] == "compatible"


def test_a_finding_about_the_policy_itself_is_not_accepted(accepts: Accept, diff: Accept) -> None:
    """Who accepted that an entry is stale would never hear of it again."""
    accepts(all=True, reason="r")
    stale = diff(accept="accepted.toml", exclude=("/a",))
    (fingerprint,) = fingerprints(stale, "warning")
    with pytest.raises(ConfigError, match="no finding that can be accepted"):
        accepts(finding=[fingerprint], reason="r")


def test_what_cannot_be_accepted_and_still_fails_is_told(accepts: Accept) -> None:
    done = accepts(all=True, reason="r", exclude=("/z",), severity=("path-filter-unused=breaking",))
    assert done["left"] == ["path-filter-unused: the pattern '/z' matches no path"]
    assert len(done["accepted"]) == 2


def test_without_a_repository_the_file_must_be_named(terminal: Terminal) -> None:
    with pytest.raises(ConfigError, match="no file to write to"):
        accept(terminal, Options(base="a.json"), {**SAID, "all": True, "reason": "r"})


def test_a_candidate_alone_is_not_enough(terminal: Terminal) -> None:
    with pytest.raises(ConfigError, match="nothing to compare with"):
        accept(terminal, Options(), {**SAID, "all": True, "reason": "r"})
