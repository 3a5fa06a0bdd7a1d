"""Import statements: what is recorded of them, and the exact span."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.places import Places
from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.statements import record_import, record_import_from


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os, a.compat as c", [("a.compat", "a.compat")]),
        ("import a . compat . x", [("a . compat . x", "a.compat.x")]),
        ("import a. \\\n  compat", [("a. \\\n  compat", "a.compat")]),
        (
            "import a.compat; import a.compat.y",
            [("a.compat", "a.compat"), ("a.compat.y", "a.compat.y")],
        ),
        ("import a.compatible, b.a.compat", []),
    ],
)
def test_import(
    places: Callable[..., Places],
    collect: Callable[[str], Collector],
    text: str,
    expected: list[tuple[str, str]],
) -> None:
    here = places(text)
    for use in collect(text).imports:
        record_import(use, here)
    assert [(text[slice(*(r.span or ()))], r.legacy) for r in here.references] == expected


@pytest.mark.parametrize(
    ("text", "modules", "expected"),
    [
        ("from a import (x,\n  compat as c)", ["a"], [("compat", "a.compat")]),
        (
            "from a . compat import x, y",
            ["a.compat"],
            [("a . compat", "a.compat.x"), ("a . compat", "a.compat.y")],
        ),
        ("from a.compat import *", ["a.compat"], [("a.compat", "a.compat")]),
        ("from .compat import x", ["a.compat"], [(".compat", "a.compat.x")]),
        ("from .  . import compat", ["a"], [("compat", "a.compat")]),
        ("from .  . import x", ["a.compat"], [(".  .", "a.compat.x")]),
        ("from . import compat", ["b", "a"], [("compat", "a.compat")]),
        ("from a import compatible", ["a"], []),
    ],
)
def test_from_import(
    places: Callable[..., Places],
    collect: Callable[[str], Collector],
    text: str,
    modules: list[str],
    expected: list[tuple[str, str]],
) -> None:
    here = places(text)
    for use in collect(text).imports:
        record_import_from(use, modules, here)
    assert [(text[slice(*(r.span or ()))], r.legacy) for r in here.references] == expected


def test_what_another_module_hands_on_is_no_place_to_edit(
    places: Callable[..., Places], collect: Callable[[str], Collector]
) -> None:
    text = "from b import foo\n"
    here = places(text, indirect={"b.foo": "a.compat.foo"})
    (use,) = collect(text).imports
    record_import_from(use, ["b"], here)
    (reference,) = here.references
    assert (reference.kind.value, reference.legacy) == ("re-export", "a.compat.foo")
    assert (reference.span, reference.note) == (None, "by way of b.foo")
