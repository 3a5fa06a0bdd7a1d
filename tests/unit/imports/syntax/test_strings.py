"""Strings: names, code, commands, paths and prose; what sees the names around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.syntax.reader import Reader, Surroundings, parse


@pytest.fixture
def recorded(
    mentions: Mentions, places: Callable[..., Places]
) -> Callable[[str], list[tuple[str, str, bool, bool]]]:
    def record(text: str) -> list[tuple[str, str, bool, bool]]:
        here = places(text)
        tree = parse(here.source)
        assert tree is not None
        around = Surroundings(("p.m",), ("p",), lambda _m: frozenset())
        Reader(mentions).read(tree, here, around)
        return [(r.legacy, r.kind.value, r.counts, r.possible) for r in here.references]

    return record


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M = 'a.compat'", ("a.compat", "string", True, False)),
        ("M = 'a.compat:x'", ("a.compat", "entry-point", True, False)),
        ("M = 'read a.compat'", ("a.compat", "string", False, False)),
        ("M = 'src/a/compat/x'", ("a.compat", "string", False, False)),
        ("P = Path('src') / 'a' / 'compat'", ("a.compat", "string", False, False)),
        ("P = join('a', 'compat.py')", ("a.compat", "string", False, False)),
        ("run('python -m a.compat')", ("a.compat", "command", True, False)),
        ("run(['-m', 'memory'])", ("memory", "command", True, False)),
        ("run(f'python -m a.compat {x}')", ("a.compat", "command", True, False)),
        ("run(f'python -m a.compat.{x}')", ("a.compat", "command", True, True)),
        ("S = f'from a.compat import {x}'", ("a.compat", "string", True, True)),
        ("exec(f'from a.compat import {x}')", ("a.compat", "dynamic-import", True, True)),
        ("S = 'import a.compat'", ("a.compat", "string", True, False)),
        ("exec('import a.compat')", ("a.compat", "dynamic-import", True, False)),
        ("M = f'a.compat.{x}'", ("a.compat", "string", True, True)),
        ("import a as q\nx: 'list[q.compat.T]'", ("a.compat.T", "string", True, False)),
        ("import a\neval('a.compat.f()')", ("a.compat.f", "string", True, False)),
        ("import a as q\neval(' q.compat.f()')", ("a.compat.f", "string", True, False)),
        ("pytest_plugins = 'os,a.compat'", ("a.compat", "string", True, False)),
        ("B = b'ca.compat\\nT\\n.'", ("a.compat.T", "pickle", True, False)),
        ("'''Was a.compat.'''", ("a.compat", "doc", False, False)),
        ("'''\n>>> import a.compat\n'''", ("a.compat", "string", True, False)),
    ],
)
def test_a_string(
    recorded: Callable[[str], object], text: str, expected: tuple[str, str, bool, bool]
) -> None:
    assert recorded(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "M = 'a.compatible'",
        "M = f'a.compat_{x}'",
        "run(f'python -m a.compat_{x}')",
        "M = f'{x} from a.core'",
        "x: 'q.compat.T'",
        "import b as q\nx: 'q.compat.T'",
        "from a import core as q\neval('q.compat')",
        "import a\neval('[a.compat for a in x]')",
        "import a\nx: 'a . compat('",
        "P = Path('a') / x / 'compat_old'",
        "other = 'os,compat'",
    ],
)
def test_near_misses(recorded: Callable[[str], object], text: str) -> None:
    assert recorded(text) == []


def test_an_alias_in_an_annotation_is_no_text_to_replace(
    mentions: Mentions, places: Callable[..., Places]
) -> None:
    here = places("import a as q\nx: 'q.compat.T'\n")
    tree = parse(here.source)
    assert tree is not None
    Reader(mentions).read(tree, here, Surroundings(("m",), ("",), lambda _m: frozenset()))
    assert [(r.line, r.column, r.span) for r in here.references] == [(2, 4, None)]
