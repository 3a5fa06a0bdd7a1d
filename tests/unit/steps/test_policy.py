"""From the settings, and what was asked for, to the options of a comparison."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from offramp.config import Openapi, Settings, load
from offramp.errors import ConfigError
from offramp.findings import Finding, Severity
from offramp.steps.policy import accepted_file, in_force, policy_of, weighed

ENTRY = '[[accepted]]\nfingerprint = "0123456789abcdef"\nreason = "r"\n'


def settings(root: Path, text: str) -> Settings:
    (root / "offramp.toml").write_text(text)
    return load(root)


def test_every_setting_reaches_the_options(tmp_path: Path) -> None:
    found = policy_of(
        settings(
            tmp_path,
            '[openapi]\nfail-on = "warning"\ninclude = ["/v1/*"]\nexclude = ["/v1/x"]\n'
            'deprecation-days = 30\nstability = "alpha"\nsemver = true\naccepted = "a.toml"\n'
            '[openapi.severities]\nendpoint-added = "warning"\n',
        ),
        tmp_path,
    )
    assert found.to_dict() == {
        "fail_on": "warning",
        "severities": {"endpoint-added": "warning"},
        "include": ["/v1/*"],
        "exclude": ["/v1/x"],
        "deprecation_days": 30,
        "stability": "alpha",
        "semver": True,
    }
    assert found.today == date.today()


def test_a_severity_for_what_is_no_rule_is_named_with_its_line(tmp_path: Path) -> None:
    wrong = settings(tmp_path, '[openapi.severities]\nendpoint-aded = "info"\n')
    with pytest.raises(ConfigError, match="no contract rule 'endpoint-aded'") as error:
        policy_of(wrong, tmp_path)
    assert error.value.where == "offramp.toml:2"
    assert "endpoint-added" in str(error.value.next)


def test_the_rules_of_validity_have_severities_as_well(tmp_path: Path) -> None:
    """A document that was never valid by the letter must not keep a team from the comparison."""
    chosen = settings(tmp_path, '[openapi.severities]\nopenapi-invalid = "warning"\n')
    assert policy_of(chosen, tmp_path).to_dict() == {"fail_on": "breaking"}
    found = [
        Finding(rule=rule, severity=Severity.BREAKING, message="m")
        for rule in ("openapi-invalid", "paths-ambiguous")
    ]
    assert [f.severity.value for f in weighed(found, chosen.openapi)] == ["warning", "breaking"]


def test_the_accepted_findings_are_read_where_there_are_any(tmp_path: Path) -> None:
    chosen = settings(tmp_path, '[openapi]\naccepted = "a.toml"\n')
    assert policy_of(chosen, tmp_path).accepted == ()
    assert accepted_file(chosen.openapi, tmp_path) == []
    (tmp_path / "a.toml").write_text(ENTRY)
    assert [e.reason for e in policy_of(chosen, tmp_path).accepted] == ["r"]
    assert accepted_file(chosen.openapi, tmp_path) == ["a.toml"]
    none = replace(chosen, openapi=replace(chosen.openapi, accepted=None))
    assert policy_of(none, tmp_path).accepted == ()


def test_a_malformed_file_of_accepted_findings_is_no_empty_one(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(ENTRY.replace("reason", "why"))
    chosen = settings(tmp_path, '[openapi]\naccepted = "a.toml"\n')
    with pytest.raises(ConfigError) as error:
        policy_of(chosen, tmp_path)
    assert error.value.where == "a.toml:3"


def test_what_is_asked_for_stands_in_for_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = Openapi(severities={"a": Severity.INFO, "b": Severity.INFO}, exclude=("/x",))
    assert in_force(committed, {}, tmp_path) is committed
    asked = {"severities": {"b": Severity.WARNING}, "exclude": ("/y",)}
    found = in_force(committed, asked, tmp_path)
    assert found.severities == {"a": Severity.INFO, "b": Severity.WARNING}
    assert found.exclude == ("/y",)

    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    assert in_force(committed, {"accepted": "a.toml"}, tmp_path).accepted == "docs/a.toml"
    outside = in_force(committed, {"accepted": f"..{os.sep}..{os.sep}a.toml"}, tmp_path)
    assert outside.accepted == (tmp_path.parent / "a.toml").as_posix()
    assert accepted_file(outside, tmp_path) == []
    assert str(outside.accepted) not in Settings(openapi=outside).outputs()
