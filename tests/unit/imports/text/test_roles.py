"""What keys say of their values."""

from __future__ import annotations

import pytest

from offramp.imports.text.roles import Role, role_of


@pytest.mark.parametrize(
    ("key", "above", "section", "role"),
    [
        ("run", [], "", Role.COMMAND),
        ("", ["jobs", "script"], "", Role.COMMAND),
        ("commands_pre", [], "testenv", Role.COMMAND),
        ("x", ["scripts"], "", Role.COMMAND),
        ("x", [], "tool.poe.tasks", Role.COMMAND),
        ("", ["x"], "tool.hatch.envs.a.scripts", Role.COMMAND),
        ("", [], "project.scripts", Role.ANY),
        ("", ["dependencies"], "project", Role.DISTRIBUTION),
        ("", ["install_requires"], "options", Role.DISTRIBUTION),
        ("test", [], "dependency-groups", Role.DISTRIBUTION),
        ("", [], "packages", Role.DISTRIBUTION),
        ("", ["packages"], "options", Role.NAMES),
        ("x", [], "options.packages.find", Role.ANY),
        ("image", ["a"], "", Role.TITLE),
        ("app.kubernetes.io/name", [], "", Role.TITLE),
        ("app", ["spec", "matchLabels"], "", Role.TITLE),
        ("log_file", [], "", Role.TITLE),
        ("name", ["metadata"], "", Role.OWN_NAME),
        ("name", [], "project", Role.OWN_NAME),
        ("name", ["env"], "", Role.ANY),
        ("pyramid.includes", [], "app:main", Role.NAMES),
        ("class", ["handlers"], "", Role.ANY),
    ],
)
def test_role_of(key: str, above: list[str], section: str, role: Role) -> None:
    assert role_of(key, above, section, tables=True, named=False) is role


def test_what_depends_on_the_file() -> None:
    assert role_of("x", ["tasks"], "", tables=False, named=False) is Role.ANY
    assert role_of("name", [], "", tables=False, named=True) is Role.OWN_NAME
