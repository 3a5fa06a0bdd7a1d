"""Poetry's words for versions and places, said as every installer takes them (PEP 508)."""

from __future__ import annotations

from typing import Any

import pytest

from offramp.checkout.requirements import poetry
from offramp.errors import EnvironmentProblem


def line(said: Any) -> list[str]:
    return poetry.dependencies({"dependencies": {"python": "^3.10", "x": said}}, [])


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("*", "x"),
        ("^1.2.3", "x>=1.2.3,<2"),
        ("^0.2.3", "x>=0.2.3,<0.3"),
        ("^0.0.3", "x>=0.0.3,<0.0.4"),
        ("^0.0", "x>=0.0,<0.1"),
        ("^0", "x>=0,<1"),
        ("^2.0b1", "x>=2.0b1,<3"),
        ("~1.2.3", "x>=1.2.3,<1.3"),
        ("~1", "x>=1,<2"),
        ("1.2.*", "x==1.2.*"),
        ("1.2", "x==1.2"),
        (">=1.0,<2.0,!=1.5", "x>=1.0,<2.0,!=1.5"),
        (">= 1.0, < 2", "x>=1.0,<2"),
        ({"version": "^1", "extras": ["a", "b"]}, "x[a,b]>=1,<2"),
        ({"version": "*", "python": "<3.11"}, "x ; (python_full_version < '3.11')"),
        ({"version": "*", "markers": "os_name == 'nt'"}, "x ; (os_name == 'nt')"),
        ({"git": "https://e.org/x", "tag": "v1"}, "x @ git+https://e.org/x@v1"),
        ({"git": "git@e.org:x/y.git"}, "x @ git+ssh://git@e.org/x/y.git"),
        ({"path": "libs/x", "develop": True}, "x @ ./libs/x"),
        ({"url": "https://e.org/x.whl"}, "x @ https://e.org/x.whl"),
    ],
)
def test_a_dependency(said: Any, wanted: str) -> None:
    assert line(said) == [wanted]


def test_several_for_one_name() -> None:
    both = [{"version": "1", "platform": "linux"}, {"version": "2", "platform": "win32"}]
    assert line(both) == ["x==1 ; (sys_platform == 'linux')", "x==2 ; (sys_platform == 'win32')"]


def test_what_only_poetry_knows_is_refused() -> None:
    with pytest.raises(EnvironmentProblem, match="only Poetry knows"):
        line("^1 || ^3")


def test_groups_of_both_kinds() -> None:
    table = {"dev-dependencies": {"a": "*"}, "group": {"Docs": {"dependencies": {"b": "*"}}}}
    assert (poetry.group(table, "dev"), poetry.group(table, "docs")) == (["a"], ["b"])
    with pytest.raises(EnvironmentProblem, match="no dependency group 'lint'"):
        poetry.group(table, "lint")
    with pytest.raises(EnvironmentProblem, match="no extra 'e'"):
        poetry.dependencies({"dependencies": {}}, ["e"])
