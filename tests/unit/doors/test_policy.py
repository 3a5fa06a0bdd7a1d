"""What may be said about the policy, and whose settings hold for two files."""

from __future__ import annotations

from pathlib import Path

import pytest

from offramp.contract.rulebook.rules import rules
from offramp.doors import Options, openapi
from offramp.doors.accept import accept
from offramp.doors.policy import asked, of_files, require_file
from offramp.errors import CannotJudge, ConfigError
from offramp.findings import Severity
from offramp.report.terminal import Terminal


def test_what_was_said_by_the_names_of_settings() -> None:
    said = Options(
        fail_on="warning",
        severity=("endpoint-added=breaking", "webhook-added=info"),
        accept="a.toml",
        include=("/v1/*",),
        exclude=("*/x",),
        deprecation_days="beta=31,stable=180",
        stability="alpha",
        semver=True,
        allow_ref=("schemas/*.yaml",),
    )
    assert asked(said) == {
        "fail_on": Severity.WARNING,
        "severities": {"endpoint-added": Severity.BREAKING, "webhook-added": Severity.INFO},
        "accepted": "a.toml",
        "include": ("/v1/*",),
        "exclude": ("*/x",),
        "deprecation_days": {"beta": 31, "stable": 180},
        "stability": "alpha",
        "semver": True,
        "allow_refs": ("schemas/*.yaml",),
    }
    assert asked(Options()) == {}
    assert asked(Options(deprecation_days="90")) == {"deprecation_days": 90}
    assert Options(fail_on="info").request().openapi == {"fail_on": Severity.INFO}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"fail_on": "error"}, "--fail-on has a wrong value"),
        ({"severity": ("endpoint-added",)}, "--severity endpoint-added has a wrong value"),
        ({"severity": ("endpoint-added=err",)}, "--severity endpoint-added has a wrong value"),
        ({"severity": ("endpoint-aded=info",)}, "no contract rule"),
        ({"deprecation_days": "-1"}, "--deprecation-days has a wrong value"),
        ({"deprecation_days": "soon"}, "--deprecation-days has a wrong value"),
        ({"deprecation_days": "alpha=3"}, "--deprecation-days has a wrong value"),
        ({"deprecation_days": "beta="}, "--deprecation-days has a wrong value"),
        ({"stability": "gold"}, "--stability has a wrong value"),
        ({"include": ("v1",)}, "--include has a wrong value"),
        ({"exclude": ("",)}, "--exclude has a wrong value"),
        ({"allow_ref": ("/etc/passwd",)}, "--allow-ref has a wrong value"),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(words: dict[str, str], what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        asked(Options(**words))  # type: ignore[arg-type]


def test_a_file_that_is_not_there_accepts_nothing(tmp_path: Path) -> None:
    require_file(Options())
    with pytest.raises(ConfigError, match="not there"):
        require_file(Options(accept=str(tmp_path / "a.toml")))


SETTINGS = '[openapi]\nfail-on = "warning"\n'


def test_two_files_take_the_settings_of_the_repository_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "repo" / "docs"
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    inner.mkdir()
    (tmp_path / "repo" / "offramp.toml").write_text(SETTINGS)
    monkeypatch.chdir(inner)
    settings, root = of_files(Options())
    assert (root, settings.openapi.fail_on) == (tmp_path / "repo", Severity.WARNING)
    assert settings.openapi.accepted == "docs/openapi/accepted.toml"
    assert of_files(Options(fail_on="info"))[0].openapi.fail_on is Severity.INFO

    monkeypatch.chdir(tmp_path)
    alone, root = of_files(Options())
    assert (root, alone.openapi.fail_on) == (tmp_path, Severity.BREAKING)
    assert alone.openapi.accepted is None
    assert of_files(Options(accept="a.toml"))[0].openapi.accepted == "a.toml"
    named, root = of_files(Options(repo="repo/docs"))
    assert (root, named.openapi.fail_on) == (tmp_path / "repo", Severity.WARNING)


def test_a_broken_configuration_is_no_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "offramp.toml").write_text("[openapi]\nfail_on = 'info'\n")
    with pytest.raises(ConfigError, match=r"openapi\.fail_on is unknown") as error:
        of_files(Options())
    assert error.value.next == 'did you mean "fail-on"?'


def test_a_repository_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--repo is no folder"):
        of_files(Options(repo=str(tmp_path / "none")))


def test_a_wrong_policy_is_refused_before_anything_is_made(repo: Path, terminal: Terminal) -> None:
    (repo / "offramp.toml").write_text("[openapi.severities]\nendpoint-aded = 'info'\n")
    said = {"cand": "", "finding": (), "all": True, "reason": "r", "expires": "", "prune": False}
    doors = (openapi.diff, lambda terminal, options: accept(terminal, options, said))
    for door in doors:
        with pytest.raises(ConfigError, match="no contract rule") as error:
            door(terminal, Options(repo=str(repo), dry_run=True))
        assert error.value.where == "offramp.toml:2"


def test_a_policy_under_which_nothing_fails_is_refused_as_early(
    repo: Path, terminal: Terminal
) -> None:
    lines = "".join(f"{rule} = 'info'\n" for rule in rules())
    (repo / "offramp.toml").write_text(f"[openapi.severities]\n{lines}")
    with pytest.raises(CannotJudge, match="nothing that could fail"):
        openapi.diff(terminal, Options(repo=str(repo), dry_run=True))
