"""The tolerant reader, on text that no parser accepts."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.syntax.tokens import TokenReader


@pytest.fixture
def recorded(
    mentions: Mentions, places: Callable[..., Places], found: Callable[[Places], object]
) -> Callable[[str], object]:
    def record(text: str) -> object:
        here = places(text)
        TokenReader(mentions, here, ["a", "a.sub"][:1]).record()
        return found(here)

    return record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("print 1; import a.compat", [("a.compat", "import", True)]),
        ("from a \\\n import compat as c, x", [("compat", "from-import", True)]),
        ("from a import (x, # why\n compat)", [("compat", "from-import", True)]),
        ("from .compat import x", [(".compat", "from-import", True)]),
        ("from . import compat", [("compat", "from-import", True)]),
        ("from a.compat cimport x", [("a.compat", "from-import", True)]),
        ("import a as q\nprint q.compat.f", [("q.compat.f", "attribute", True)]),
        ("import a\nq = a\nprint q.compat", [("q.compat", "attribute", True)]),
        ("from a import *\nprint compat.f()", [("compat", "attribute", True)]),
        ("from a.compat import *\nprint f, g", [("a.compat", "from-import", True)]),
        ("import a\nprint getattr(a, 'compat')", [("a.compat", "attribute", True)]),
        ("__import__('a.' + 'compat')", [("a.compat", "dynamic-import", True)]),
        ("import_module('.compat', 'a')", [("a.compat", "dynamic-import", True)]),
        ("import_module('.compat')", [("a.compat", "dynamic-import", True)]),
        ("import_module('memory')", [("memory", "dynamic-import", True)]),
        ("import a\nx = (a  # why\n  .compat)", [("a  # why\n  .compat", "attribute", True)]),
        ("import a\nf'{a.compat.x}'", [("a.compat.x", "attribute", True)]),
        ('import a\nt"""\n{a.compat!r}"""', [("a.compat", "attribute", True)]),
        ("import a\nf'{a.compat['k']}'", [("a.compat", "attribute", True)]),
        (
            "from a import (\n<<<<<<< x\n  compat,\n=======\n  b,\n>>>>>>> y\n)",
            [("compat", "from-import", True)],
        ),
        (
            "try: import a as q\nexcept ImportError: import b as q\nq.compat.f()",
            [("q.compat.f", "attribute", True)],
        ),
        ("import a as q\nq = q\nq.compat", [("q.compat", "attribute", True)]),
        ("import compat\n", [("compat", "import", True)]),  # Python 2 looks beside the file first
        ("from compat import x\n", [("compat", "from-import", True)]),
        ("x = 'a.compat'", [("a.compat", "string", True)]),
        ("x = 'see a.compat now'", [("a.compat", "string", False)]),
        ("# a.compat", [("a.compat", "comment", False)]),
        ("x = 1 # type: a.compat.T", [("a.compat.T", "type-comment", True)]),
        ("x = 1 # type: ignore # a.compat", [("a.compat", "comment", False)]),
        (
            '"""See a.compat.\n>>> import a.compat\n"""',
            [("a.compat", "doc", False), ("a.compat", "string", True)],
        ),
    ],
)
def test_what_is_found(
    recorded: Callable[[str], object], text: str, expected: list[object]
) -> None:
    assert recorded(text + "\nprint 'x'\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        "import a.compatible",
        "from b import compat\nprint compat.f",
        "x.a.compat",
        "a.compat.f()",
        "import b as a\na.compat",
        "import a\nq = a.x\nq.compat",
        "import a\nq = a, b\nq.compat",
        "import a\nprint getattr(b, 'compat')",
        "from b import *\nprint compat",
        "from ... import compat",
        "import_module('.compat', 'b')",
        "self.import_ = a.compat",
        "yield_from = 1\nfrom_ = a.compat",
        "import a\ndef f(a): a.compat",
        "import a\ndef f(x, *a):\n    if x:\n        a.compat\n",
        "import a\ng = lambda a=1: a.compat",
        "from __future__ import absolute_import\nimport compat",
    ],
)
def test_near_misses(recorded: Callable[[str], object], text: str) -> None:
    assert recorded(text + "\nprint 'x'\n") == []


def test_without_python_two_a_module_beside_the_file_is_another(
    recorded: Callable[[str], object],
) -> None:
    assert recorded("<<<<<<<\nimport compat\n") == []


def test_a_parameter_hides_a_module_to_the_end_of_its_function(
    recorded: Callable[[str], object],
) -> None:
    text = "import a\ndef f(a):\n    a.compat\na.compat.x\nprint 'x'\n"
    assert recorded(text) == [("a.compat.x", "attribute", True)]


def test_many_functions_take_no_time(recorded: Callable[[str], object]) -> None:
    text = "import a\n" + "def f(a, b):\n    print a, b\n" * 3000
    before = time.process_time()
    assert recorded(text) == []
    assert time.process_time() - before < 3


def test_what_a_star_may_bring_is_possible_and_has_its_place(
    mentions: Mentions, places: Callable[..., Places]
) -> None:
    here = places("from a import *\nprint compat\n")
    TokenReader(mentions, here, []).record()
    assert [(r.line, r.possible) for r in here.references] == [(2, True)]
