from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from offramp.config import Compat, Settings
from offramp.config.model import Environment, Openapi, Suites
from offramp.errors import ConfigError


def settings(max_hits: int = 3, env_prefix: str | None = "LUKHAS") -> Settings:
    return Settings(env_prefix=env_prefix, compat=Compat(layer=("a",), max_hits=max_hits))


def test_the_default_lets_nothing_pass() -> None:
    """The original's default was 999999 (G9)."""
    assert Settings().budget({}) == 0


def test_the_committed_budget_holds_where_nothing_else_is_said() -> None:
    assert settings().budget({}) == 3


@pytest.mark.parametrize("value", ["0", "2", "3", "003"])
def test_the_environment_may_lower_it(value: str) -> None:
    assert settings().budget({"LUKHAS_COMPAT_MAX_HITS": value}) == int(value)


@pytest.mark.parametrize("value", ["4", "999", "999999999"])
def test_the_environment_may_not_raise_it(value: str) -> None:
    """`MAX_HITS=999` passed the original's gate (G8)."""
    with pytest.raises(ConfigError, match="does not allow") as caught:
        settings().budget({"LUKHAS_COMPAT_MAX_HITS": value})
    assert caught.value.expected == "0 to 3"
    assert caught.value.found == value


@pytest.mark.parametrize(
    "value", ["", " ", "-3", "-0", "+1", "0.99", "false", "0x1", "1_0", "1 ", "٣", "²", "9" * 5000]
)
def test_what_is_no_whole_number_is_no_budget(value: str) -> None:
    with pytest.raises(ConfigError, match="LUKHAS_COMPAT_MAX_HITS is not a budget"):
        settings().budget({"LUKHAS_COMPAT_MAX_HITS": value})


def test_it_is_read_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The original read its settings at import time (G4)."""
    made = settings()
    assert made.budget() == 3
    monkeypatch.setenv("LUKHAS_COMPAT_MAX_HITS", "1")
    assert made.budget() == 1


def test_without_a_prefix_no_variable_counts() -> None:
    variables = {"None_COMPAT_MAX_HITS": "0", "_COMPAT_MAX_HITS": "0", "COMPAT_MAX_HITS": "0"}
    assert settings(env_prefix=None).budget(variables) == 3


@pytest.mark.parametrize("wanted", [-1, 4])
def test_a_request_may_only_lower_it_too(wanted: int) -> None:
    with pytest.raises(ConfigError, match="--max-hits asks for a budget"):
        settings().lower_budget(wanted, "--max-hits")
    assert settings().lower_budget(0, "--max-hits") == 0


def test_what_offramp_writes_is_known() -> None:
    assert Settings().outputs() == (
        "docs/openapi/openapi.json",
        "docs/openapi/accepted.toml",
        "docs/migration/GUIDE.md",
    )
    with_report = Settings(compat=Compat(report="docs/hits.json"))
    assert with_report.outputs()[0] == "docs/hits.json"


def test_settings_can_not_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().base = "other"  # type: ignore[misc]


@pytest.mark.parametrize("table", [Settings, Compat, Openapi, Environment, Suites])
def test_every_setting_says_what_it_is_and_what_it_takes(table: type) -> None:
    for field in fields(table):
        if field.name != "source" and "table" not in field.metadata:
            assert callable(field.metadata["check"])
            assert field.metadata["doc"]


@pytest.mark.parametrize("table", [Settings, Compat, Openapi, Environment, Suites])
def test_every_default_is_one_that_the_setting_itself_would_take(table: type) -> None:
    for field in fields(table):
        default = getattr(table(), field.name)
        if "check" in field.metadata and default not in (None, (), {}):
            assert field.metadata["check"](default) in (default, (default,))
