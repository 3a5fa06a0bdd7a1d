"""Attribute chains that lead to the layer, and bare names out of a star import."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.places import Places
from offramp.imports.syntax.chains import record_chain, record_name
from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.values import Values

Short = Callable[[Places], list[tuple[str, str, bool]]]


@pytest.fixture
def recorded(
    places: Callable[..., Places], collect: Callable[[str], Collector], values: Values
) -> Callable[[str], Places]:
    def record(text: str) -> Places:
        here, walked = places(text), collect(text)
        for use in walked.chains:
            record_chain(use, values, here)
        for use in walked.names:
            record_name(use, values, here)
        return here

    return record


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("import a\na.compat.x.y", "a.compat.x.y"),
        ("import a as q\nq . compat", "q . compat"),
        ("import a.compat\na.compat.f()", "a.compat.f"),
        ("import memory\nmemory.x", "memory.x"),
        ("import sys\nsys.modules['a'].compat", "a.compat"),
    ],
)
def test_a_chain_is_recorded_as_it_is_written(
    recorded: Callable[[str], Places], found: Short, text: str, written: str
) -> None:
    assert found(recorded(text)) == [(written, "attribute", True)]


@pytest.mark.parametrize(
    "text",
    [
        "import a\na.compatible.x",
        "import a\na.b.compat",
        "a.compat",
        "import b as a\na.compat",
        "from a import compat as c\nc.x",  # the import is the reference
        "from a.core import *\ncompat.x",
    ],
)
def test_other_chains_are_not(recorded: Callable[[str], Places], found: Short, text: str) -> None:
    assert found(recorded(text)) == []


@pytest.mark.parametrize("use", ["compat.x", "compat", "f(compat)"])
def test_what_a_star_import_brings_has_no_exact_place(
    recorded: Callable[[str], Places], use: str
) -> None:
    (reference,) = recorded(f"from a import *\n{use}\n").references
    assert (reference.line, reference.span) == (2, None)
    assert reference.note == "by way of a star import"


def test_a_name_that_is_bound_here_is_not_the_starred_one(
    recorded: Callable[[str], Places],
) -> None:
    assert not recorded("from a import *\ncompat = 1\nprint(compat)\n").references
