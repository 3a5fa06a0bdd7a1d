from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.config import Settings, load, where
from offramp.errors import ConfigError
from offramp.findings import Severity

Read = Callable[..., Settings]
Refused = Callable[..., ConfigError]

WHOLE = """\
[tool.offramp]
base = "develop"
env-prefix = "LUKHAS"
guide = "docs/GUIDE.md"
[tool.offramp.compat]
layer = "lukhas.compat"
max-hits = 2
report = "docs/audits/compat_alias_hits.json"
allow = ["docs/history/**"]
count-docs = true
[tool.offramp.compat.renames]
lucas = "lukhas"
candidate = "labs"
[tool.offramp.openapi]
app = "lukhas.adapters.openai.api:get_app"
servers = [{url = "https://api.lukhas.ai", description = "Prod"}]
timeout = 5
fail-on = "warning"
exclude = ["/internal/*"]
deprecation-days = {beta = 31, stable = 180}
semver = true
[tool.offramp.openapi.severities]
response-property-enum-value-added = "warning"
[tool.offramp.environment]
roots = ["."]
variables = {LUKHAS_ENV = "test"}
[tool.offramp.suites]
smoke = ["pytest", "tests/smoke", "-q"]
"""


def test_every_table_is_read(read: Read) -> None:
    found = read(WHOLE)
    assert found.source == "pyproject.toml"
    assert (found.base, found.env_prefix, found.guide) == ("develop", "LUKHAS", "docs/GUIDE.md")
    assert found.compat.layer == ("lukhas.compat",)
    assert (found.compat.max_hits, found.compat.count_docs) == (2, True)
    assert found.compat.allow == ("docs/history/**",)
    assert dict(found.compat.renames) == {"candidate": "labs", "lucas": "lukhas"}
    assert found.openapi.app == "lukhas.adapters.openai.api:get_app"
    assert found.openapi.servers[0]["description"] == "Prod"
    assert found.openapi.timeout == 5.0
    assert (found.openapi.fail_on, found.openapi.semver) == (Severity.WARNING, True)
    assert found.openapi.exclude == ("/internal/*",)
    assert found.openapi.deprecation_days == {"beta": 31, "stable": 180}
    assert found.openapi.severities == {"response-property-enum-value-added": Severity.WARNING}
    assert found.environment.variables == {"LUKHAS_ENV": "test"}
    assert found.suites.smoke == ("pytest", "tests/smoke", "-q")
    assert found.suites.unit == ()


def test_a_file_of_its_own_says_the_same_without_the_prefix(read: Read, tmp_path: Path) -> None:
    own = WHOLE.replace("[tool.offramp]\n", "").replace("[tool.offramp.", "[")
    from_own = read(own, "offramp.toml")
    (tmp_path / "offramp.toml").unlink()
    from_project = read(WHOLE)
    assert from_own.source == "offramp.toml"
    assert from_own.compat == from_project.compat
    assert from_own.openapi == from_project.openapi


@pytest.mark.parametrize("text", [None, "", "[project]\nname = 'x'\n", "tool = 3\n", "[tool.x]\n"])
def test_without_settings_the_defaults_hold(read: Read, tmp_path: Path, text: str | None) -> None:
    found = load(tmp_path) if text is None else read(text)
    assert found == Settings()
    assert found.source is None


def test_an_empty_table_is_settings_nevertheless(read: Read) -> None:
    assert read("[tool.offramp]\n").source == "pyproject.toml"


def test_two_places_contradict_each_other(read: Read, refused: Refused, tmp_path: Path) -> None:
    read("[tool.offramp]\n")
    assert refused("", "offramp.toml").what == "the configuration stands in two places"


def test_a_pyproject_of_others_stands_beside_a_file_of_its_own(read: Read, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    assert read('base = "x"\n', "offramp.toml").base == "x"


WRONG: list[tuple[str, str, int]] = [
    ("[tool.offramp.compat]\nlayer = 'a'\nmax-hits = '0'\n", "compat.max-hits", 3),
    ("[tool.offramp.compat]\nmax-hits = true\n", "compat.max-hits", 2),
    ("[tool.offramp.compat]\nmax-hits = -3\n", "compat.max-hits", 2),
    ("[tool.offramp.compat]\nmax-hits = 0.99\n", "compat.max-hits", 2),
    ("[tool.offramp]\n\n# why\nbase = 3\n", "base", 4),
    ("[tool]\nofframp.base = 3\n", "base", 2),
    ("tool.offramp.compat.layer = 3\n", "compat.layer", 1),
    ("['tool'.\"offramp\".compat]\n'layer' = 3\n", "compat.layer", 2),
    ("[tool.offramp]\ncompat . layer = 3\n", "compat.layer", 2),
    ("[tool.offramp]\ncompat = {layer = 3}\n", "compat.layer", 2),
    ("[ tool.offramp.compat ] # here\n\n  layer=3\n", "compat.layer", 3),
    ("[tool.offramp]\ncompat = 3\n", "compat", 2),
    ("[tool]\nofframp = 3\n", "[tool.offramp]", 2),
    ("[[tool.offramp]]\nbase = 'x'\n", "[tool.offramp]", 1),
    ("# a\u2028b\u0085c\n[tool.offramp]\nbase = 3\n", "base", 3),
    ("[tool.offramp]\r\nbase = 3\r\n", "base", 2),
    ("[other]\nbase = 1\n[tool.offramp]\nbase = 3\n[last]\nbase = 1\n", "base", 4),
    ("[tool.offramp.compat.renames]\nlabs = 'labs'\n", "compat.renames.labs", 2),
    ("[tool.offramp.compat.renames]\n'a-b' = 'c'\n", "compat.renames.a-b", 2),
    ("[tool.offramp.compat.renames]\nb = 'c'\na = 'b'\n", "compat.renames.a", 3),
    ("[tool.offramp.environment.variables]\n'A=B' = 'x'\n", "environment.variables", 1),
    (
        "[tool.offramp.openapi.severities]\nendpoint-added = 'info'\nwebhook-added = 'err'\n",
        "openapi.severities.webhook-added",
        3,
    ),
    (
        "[tool.offramp.openapi]\n\ndeprecation-days = {beta = -1}\n",
        "openapi.deprecation-days.beta",
        3,
    ),
    ("[tool.offramp.openapi]\nfail-on = 'error'\n", "openapi.fail-on", 2),
    ("[tool.offramp.openapi]\nexclude = ['internal/*']\n", "openapi.exclude", 2),
    ("[tool.offramp.openapi]\naccepted = '/x'\n", "openapi.accepted", 2),
]


@pytest.mark.parametrize(("text", "name", "line"), WRONG)
def test_a_wrong_value_is_named_with_its_line(
    refused: Refused, text: str, name: str, line: int
) -> None:
    error = refused(text)
    assert error.what.startswith(f"the setting {name} ")
    assert error.where == f"pyproject.toml:{line}"
    assert error.expected
    assert error.found


UNKNOWN = {
    "max_hits": "max-hits",
    "max-hit": "max-hits",
    "layers": "layer",
    "alow": "allow",
    "zzz": "",
}


@pytest.mark.parametrize(("key", "meant"), UNKNOWN.items())
def test_an_unknown_key_is_an_error_with_the_nearest(
    refused: Refused, key: str, meant: str
) -> None:
    error = refused(f"[tool.offramp.compat]\nlayer = 'a'\n{key} = 0\n")
    assert error.what == f"the setting compat.{key} is unknown"
    assert error.where == "pyproject.toml:3"
    assert error.next == (f'did you mean "{meant}"?' if meant else None)
    assert "max-hits" in (error.expected or "")


def test_the_place_of_a_setting_is_known(read: Read, tmp_path: Path) -> None:
    text = "[tool.offramp.openapi.severities]\n# why\nendpoint-aded = 'info'\n"
    keys = "openapi", "severities", "endpoint-aded"
    assert where(tmp_path, read(text), *keys) == "pyproject.toml:3"
    (tmp_path / "pyproject.toml").unlink()
    own = read(text.replace("tool.offramp.", ""), "offramp.toml")
    assert where(tmp_path, own, *keys) == "offramp.toml:3"
    assert where(tmp_path, Settings(), *keys) is None


def test_an_unknown_table_is_an_error_with_the_nearest(refused: Refused) -> None:
    error = refused("[tool.offramp]\n[tool.offramp.compta]\nlayer = 'a'\n")
    assert error.where == "pyproject.toml:2"
    assert error.next == 'did you mean "compat"?'


def test_what_is_not_a_setting_can_not_be_set(refused: Refused) -> None:
    """`source` is a field of the settings, and no setting."""
    assert "is unknown" in refused("[tool.offramp]\nsource = 'x'\n").what


@pytest.mark.parametrize("name", ["pyproject.toml", "offramp.toml"])
def test_what_is_no_toml_is_named_with_its_line(refused: Refused, name: str) -> None:
    error = refused("a = 1\nb =\n", name)
    assert error.what == f"{name} is not TOML"
    assert error.where == f"{name}:2"


def test_a_key_that_is_there_twice_is_no_toml(refused: Refused) -> None:
    """JSON parsers take the last one, and the original's gate with it (G8)."""
    error = refused("[tool.offramp.compat]\nmax-hits = 0\nmax-hits = 9\n")
    assert error.what == "pyproject.toml is not TOML"
    assert error.where == "pyproject.toml:3"


def test_what_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"# fine\n[tool.offramp]\nbase = 'caf\xe9'\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml is not UTF-8") as caught:
        load(tmp_path)
    assert caught.value.where == "pyproject.toml:3"


def test_a_file_that_can_not_be_read_is_no_missing_file(tmp_path: Path) -> None:
    (tmp_path / "offramp.toml").mkdir()
    with pytest.raises(ConfigError, match=r"offramp\.toml cannot be read"):
        load(tmp_path)


def test_nothing_is_kept_between_two_readings(read: Read) -> None:
    """Settings are read when they are used (G4)."""
    assert read("[tool.offramp]\nbase = 'one'\n").base == "one"
    assert read("[tool.offramp]\nbase = 'two'\n").base == "two"
