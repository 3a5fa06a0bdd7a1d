"""Calls that import, look up or attach by name."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from offramp.imports.places import Places
from offramp.imports.syntax.calls import Calls, function_name
from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.values import Values

Short = Callable[[Places], list[tuple[str, str, bool]]]


@pytest.fixture
def recorded(
    places: Callable[..., Places], collect: Callable[[str], Collector], values: Values, found: Short
) -> Callable[[str], list[tuple[str, str, bool]]]:
    def record(text: str) -> list[tuple[str, str, bool]]:
        here = places(text)
        calls = Calls(values, here)
        for use in collect(text).calls:
            calls.record(use)
        return found(here)

    return record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import_module('a.compat.x')", ("a.compat.x", "dynamic-import", True)),
        (
            "from importlib import import_module as im\nim('a.compat')",
            ("a.compat", "dynamic-import", True),
        ),
        ("m.resolve_name('a.compat:x')", ("a.compat:x", "dynamic-import", True)),
        ("__import__('a', fromlist=['compat'])", ("a", "dynamic-import", True)),
        ("import a\ngetattr(a, 'compat')", ("compat", "attribute", True)),
        ("attach('a', ['compat'])", ("a.compat", "dynamic-import", True)),
        ("attach('a', submod_attrs={'compat': ['x']})", ("a.compat", "dynamic-import", True)),
        ("attach_stub('a', submodules=['core', 'compat'])", ("a.compat", "dynamic-import", True)),
    ],
)
def test_calls_that_name_the_layer(
    recorded: Callable[[str], object], text: str, expected: tuple[str, str, bool]
) -> None:
    assert recorded(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "import_module('a.compatible')",
        "import_module()",
        "import_module(x)",
        "loads('a.compat')",
        "import a\ngetattr(a.core, 'compat')",
        "getattr(x, 'compat')",
        "attach('b', ['compat'])",
        "attach('a', ['core'])",
        "attach('a')",
    ],
)
def test_calls_that_do_not(recorded: Callable[[str], object], text: str) -> None:
    assert recorded(text) == []


def test_a_computed_name_is_possible_or_only_listed(
    places: Callable[..., Places], collect: Callable[[str], Collector], values: Values
) -> None:
    text = "import_module('a.compat.' + x)\nimport_module('a.' + x)\n"
    here = places(text)
    calls = Calls(values, here)
    for use in collect(text).calls:
        calls.record(use)
    assert [(r.line, r.counts, r.possible) for r in here.references] == [
        (1, True, True),
        (2, False, True),
    ]


def test_what_is_patched_and_what_is_executed_is_marked(
    places: Callable[..., Places], collect: Callable[[str], Collector], values: Values
) -> None:
    text = "patch('a.x')\nexec('code')\n"
    calls = Calls(values, places(text))
    uses = collect(text).calls
    for use in uses:
        calls.record(use)
    patched, executed = (use.node for use in uses)
    assert id(patched.args[0]) in calls.importing
    assert id(executed.args[0]) in calls.code


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("m.setitem(sys.modules, 'key', 'value')", ["key"]),
        ("m.delitem(loaded, 'key')", ["key"]),
        ("patch.dict('sys.modules', {'key': 'value'})", ["key"]),
        ("sys.modules.get('key', 'value')", ["key"]),
        ("loaded.pop('key')", ["key"]),
        ("sys.modules['key']", ["key"]),
        ("m.setitem(other, 'key', 'value')", []),
        ("patch.dict('os.environ', {'key': 'value'})", []),
        ("other.get('key')", []),
        ("sys.modules.items('key')", []),
        ("setup(name='value', packages=['key'], py_modules=['key'])", ["key", "key"]),
    ],
)
def test_names_of_loaded_and_packaged_modules_are_marked(
    places: Callable[..., Places],
    collect: Callable[[str], Collector],
    values: Values,
    text: str,
    named: list[str],
) -> None:
    text = f"import sys\nfrom sys import modules as loaded\n{text}\n"
    calls = Calls(values, places(text))
    found = collect(text)
    for use in found.calls:
        calls.record(use)
    for use in found.subscripts:
        calls.subscript(use)
    marked = [use.node.value for use in found.strings if id(use.node) in calls.importing]
    assert marked == named


@pytest.mark.parametrize(("text", "name"), [("f", "f"), ("a.b.c", "c"), ("f()", "")])
def test_the_name_of_a_function(text: str, name: str) -> None:
    assert function_name(ast.parse(text, mode="eval").body) == name
