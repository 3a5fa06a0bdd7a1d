"""What each setting takes and what it refuses; ``true`` is no number, ``"0"`` is not 0 (G8)."""

from __future__ import annotations

import math
from inspect import isfunction
from typing import Any

import pytest

from offramp.config import checks
from offramp.findings import Severity

REFUSED: list[tuple[str, list[Any]]] = [
    ("text", ["", "  ", 0, None, True, ["a"], "a\0b"]),
    ("texts", ["a", [""], [1], None, {"a": "b"}]),
    ("dotted", ["", "a.", ".a", "a..b", "a-b", "1a", "a b", "a:b", 3, None, True, "a.b\n"]),
    ("layers", [[], "", ["a", ""], ["a", 1], None, True, {"a": "b"}]),
    ("count", [True, False, "0", "", -1, -3, 0.99, 0.0, 1e3, None, [0], math.nan]),
    ("seconds", [True, "1", 0, 0.0, -1, None, math.nan, math.inf, -math.inf]),
    ("flag", [0, 1, "true", "", None]),
    ("folder", ["", "/a", "../a", "a/..", "a/../../b", "C:/a", "c:a", "a\\b", 3, None, "a\0"]),
    ("inside", ["", "/a", "../a", ".", "./", "././", 3, None]),
    ("insides", ["a", ["."], ["/a"], [""]]),
    ("folders", ["a", ["/a"], [".."]]),
    (
        "branch",
        [
            "",
            "-main",
            "--upload-pack=x",
            "a b",
            "a..b",
            "a:b",
            "a~1",
            "a^",
            "x@{u}",
            "a*",
            3,
            "a\n",
        ],
    ),
    ("prefix", ["", "lukhas", "1A", "A-B", "A B", 3, None, True]),
    ("application", ["", "a.b", "a:", ":b", "a.b:c:d", "a-b:c", "a:b(c)", 3, None]),
    ("command", ["pytest -q", [], [""], [1], None, {}]),
    ("mapping", [[], "a=b", {"a": 1}, {"a": None}, {"a": True}]),
    ("variables", [{"": "x"}, {"A=B": "x"}, {"A": "x\0"}, {"A\0": "x"}, {"A": 1}]),
    ("headers", ["X-A", [""], [1], ["X A"], ["X-A:"], ["é"], None]),
    ("methods", ["GET", [], [""], ["get"], ["GET "], [1], None]),
    ("credentials", [[], {"A": 1}, {"A": ""}, {"A": "X Y"}, {"A=B": "X"}, {"": "X"}]),
    ("renames", [{"a": "a"}, {"a": ""}, {"": "a"}, {"a-b": "c"}, {"a": 1}, {1: "a"}, ["a=b"]]),
    ("renames", [{"a": "b", "b": "c"}, {"a": "b", "b": "a"}, {"a": "a.b"}]),
    ("severity", ["error", "", "Breaking", 1, None, True]),
    ("severities", [["a"], "breaking", {"a": "error"}, {"a": 1}, {"a": None}, {"a": ["info"]}]),
    (
        "references",
        [
            "a.yaml",
            [""],
            [1],
            ["/etc/passwd"],
            ["c:/a.yaml"],
            ["a\\b.yaml"],
            ["#/a"],
            ["file:///a"],
            ["ftp://a/b"],
            ["https://**"],
            ["https://*/a"],
            ["https:///a"],
        ],
    ),
    ("templates", ["/a", ["a"], [""], [1], ["/a", "v1/*"], {}]),
    ("sides", ["both", "", None, True, ["own"]]),
    ("level", ["gold", "", None, 1, ["beta"]]),
    ("windows", [-1, True, "30", 0.5, {"alpha": 1}, {"beta": -1}, {"stable": True}, {"beta": "7"}]),
    (
        "servers",
        [
            {},
            ["https://a.example"],
            [{}],
            [{"url": ""}],
            [{"url": 3}],
            [{"url": "api.lukhas.ai"}],
            [{"url": "http://[::1"}],
        ],
    ),
]

TAKEN: list[tuple[str, Any, Any]] = [
    ("text", "a", "a"),
    ("texts", [], ()),
    ("texts", ["a", "b"], ("a", "b")),
    ("dotted", "lukhas.compat", "lukhas.compat"),
    ("dotted", "λ._x1", "λ._x1"),
    ("layers", "a.b", ("a.b",)),
    ("layers", ["a", "b.c"], ("a", "b.c")),
    ("count", 0, 0),
    ("count", 999, 999),
    ("seconds", 1, 1.0),
    ("seconds", 0.5, 0.5),
    ("flag", False, False),
    ("folder", ".", "."),
    ("folder", "./src/", "src"),
    ("inside", "./docs//a.json", "docs/a.json"),
    ("inside", "docs/..a.json", "docs/..a.json"),
    ("folders", [".", "src"], (".", "src")),
    ("branch", "origin/release-1.x", "origin/release-1.x"),
    ("branch", "a" * 40, "a" * 40),
    ("prefix", "LUKHAS", "LUKHAS"),
    ("prefix", "LUKHAS_", "LUKHAS"),
    ("application", "a.b:get_app", "a.b:get_app"),
    ("application", "a:b.c", "a:b.c"),
    ("command", ["pytest", "-q"], ("pytest", "-q")),
    ("variables", {"B": "2", "A": ""}, {"A": "", "B": "2"}),
    ("headers", ["X-Trace-Id"], ("X-Trace-Id",)),
    ("methods", ["GET", "M-SEARCH"], ("GET", "M-SEARCH")),
    ("credentials", {"TOKEN": "Authorization"}, {"TOKEN": "Authorization"}),
    ("renames", {"candidate": "labs"}, {"candidate": "labs"}),
    ("severity", "info", Severity.INFO),
    ("severities", {"b": "warning", "a": "info"}, {"a": Severity.INFO, "b": Severity.WARNING}),
    (
        "references",
        ["s/*.yaml", "../a.json", "https://e.com/**", "http://*.e.com/a"],
        ("s/*.yaml", "../a.json", "https://e.com/**", "http://*.e.com/a"),
    ),
    ("templates", ["/v1/*", "*/internal"], ("/v1/*", "*/internal")),
    ("level", "alpha", "alpha"),
    ("sides", "shared", "shared"),
    ("windows", 0, 0),
    ("windows", {"stable": 90, "beta": 7}, {"beta": 7, "stable": 90}),
    ("servers", [{"url": "/v1"}], ({"url": "/v1"},)),
    ("servers", [{"url": "{scheme}://a"}], ({"url": "{scheme}://a"},)),
    ("servers", [{"url": "https://a.example", "description": "d"}], None),
]


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in REFUSED for v in values])
def test_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        getattr(checks, name)(value)


@pytest.mark.parametrize(("name", "value", "frozen"), TAKEN)
def test_taken(name: str, value: Any, frozen: Any) -> None:
    wanted = tuple(value) if frozen is None else frozen
    assert getattr(checks, name)(value) == wanted


def test_every_check_has_its_cases() -> None:
    known = {
        name
        for name, value in vars(checks).items()
        if isfunction(value) and value.__module__ == checks.__name__
    }
    assert known == {name for name, _ in REFUSED}


@pytest.mark.parametrize("name", ["mapping", "variables", "renames"])
def test_tables_can_not_be_changed_afterwards(name: str) -> None:
    table = {"old": "new"}
    frozen = getattr(checks, name)(table)
    table["old"] = "other"
    assert frozen["old"] == "new"
    with pytest.raises(TypeError):
        frozen["old"] = "other"
