from __future__ import annotations

import pytest

from offramp.errors import CannotJudge
from offramp.imports.removal.match import matcher
from offramp.imports.removal.toml import tidy_allow, tidy_toml

MEANS = matcher(["a.compat"], ["src/a/compat"])

BEFORE = """\
# the project
[tool.coverage.run]
omit = [
    "src/a/compat/*",  # going
    "src/b/*",  # staying
]
source = ["a"]

[[tool.mypy.overrides]]
module = "a.compat.*"
ignore_errors = true

[[tool.mypy.overrides]]
module = ["a.compat", "b"]   # two
ignore_errors = true

[tool.ruff.lint.per-file-ignores]
"src/a/compat/*" = ["F401"]
"src/b/*" = ["F403"]

[[tool.importlinter.contracts]]
name = "Nobody imports the layer"
type = "forbidden"
source_modules = ["a"]
forbidden_modules = ["a.compat"]

[[tool.importlinter.contracts]]
name = "Order"
type = "layers"
layers = ["a.x", "a.compat"]

[tool.setuptools]
packages = ["a", "a.compat"]

[tool.ruff.lint.flake8-tidy-imports.banned-api]
"a.compat".msg = "gone"

[tool.offramp.compat]
layer = "a.compat"
allow = ["src/a/compat/**", "docs/**"]
"""

AFTER = """\
# the project
[tool.coverage.run]
omit = [
    "src/b/*",  # staying
]
source = ["a"]

[[tool.mypy.overrides]]
module = ["b"]   # two
ignore_errors = true

[tool.ruff.lint.per-file-ignores]
"src/b/*" = ["F403"]

[[tool.importlinter.contracts]]
name = "Order"
type = "layers"
layers = ["a.x"]

[tool.setuptools]
packages = ["a"]

[tool.ruff.lint.flake8-tidy-imports.banned-api]
"a.compat".msg = "gone"

[tool.offramp.compat]
layer = "a.compat"
allow = ["src/a/compat/**", "docs/**"]
"""


def test_what_means_the_layer_goes_and_all_else_stays() -> None:
    text, done = tidy_toml("pyproject.toml", BEFORE, MEANS)
    assert text == AFTER
    assert "tool.importlinter.contracts: Nobody imports the layer" in done
    assert tidy_toml("pyproject.toml", AFTER, MEANS) == (AFTER, [])


def test_windows_line_ends_stay() -> None:
    text, _ = tidy_toml("p", '[x]\r\ny = ["a.compat", "b"]\r\nz = 1\r\n', MEANS)
    assert text == '[x]\r\ny = ["b"]\r\nz = 1\r\n'


def test_an_allow_entry_that_matches_nothing_any_more_goes() -> None:
    """G12: a stale entry would be a finding of the next scan."""
    text, done = tidy_allow(AFTER, lambda entry: "compat" in entry)
    assert text == AFTER.replace('"src/a/compat/**", ', "")
    assert done == ["compat.allow: src/a/compat/**"]


def test_what_is_not_toml_cannot_be_judged() -> None:
    with pytest.raises(CannotJudge, match="not TOML"):
        tidy_toml("pyproject.toml", "[x\n", MEANS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '[tool.poetry]\npackages = [{include = "a"}, {include = "a/compat"}]\n',
            '[tool.poetry]\npackages = [{include = "a"}]\n',
        ),
        (
            '[w.force-include]\n"a/compat" = "x"\n"b" = "y"\n',
            '[w.force-include]\n"b" = "y"\n',
        ),
        ('[s.package-dir]\n"a.compat" = "old"\na = "src/a"\n', '[s.package-dir]\na = "src/a"\n'),
    ],
)
def test_what_a_build_could_not_find_any_more_goes(before: str, after: str) -> None:
    assert tidy_toml("pyproject.toml", before, MEANS)[0] == after


@pytest.mark.parametrize("text", ["x", "[a]\nb = []\n[a.b.c]\n", "a = 1\na = 2\n"])
def test_what_tomlkit_refuses_is_no_toml(text: str) -> None:
    with pytest.raises(CannotJudge, match="not TOML"):
        tidy_toml("pyproject.toml", text, MEANS)
