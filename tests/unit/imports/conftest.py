"""What the tests of the room share: places to record in, and short forms of what was recorded."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from offramp.imports import scan
from offramp.imports.mentions import Mentions
from offramp.imports.places import Places
from offramp.imports.rewriting.rewrite import plan_fix
from offramp.imports.source import Source
from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.values import Values
from offramp.imports.syntax.walk import Use
from offramp.imports.targets import Targets

MakePlaces = Callable[..., Places]


@pytest.fixture
def targets() -> Targets:
    """One layer, ``a.compat``, and one renamed root that is a common word."""
    return Targets(["a.compat"], {"memory": "stores"})


@pytest.fixture
def mentions(targets: Targets) -> Mentions:
    """Find the targets in text; only ``memory.store`` is a module below the word."""
    return Mentions(targets, lambda name: name.startswith("memory.store"))


@pytest.fixture
def places(targets: Targets) -> MakePlaces:
    """Make places to record in, for a text."""

    def make(text: str, path: str = "m.py", indirect: Mapping[str, str] | None = None) -> Places:
        known = Targets(["a.compat"], targets.renames, indirect) if indirect else targets
        return Places(path, Source(text.encode()), known)

    return make


@pytest.fixture
def found() -> Callable[[Places], list[tuple[str, str, bool]]]:
    """Give the written text, the kind and whether it counts, for all that was recorded."""

    def short(places: Places) -> list[tuple[str, str, bool]]:
        raw = places.source.raw
        return [
            (raw[slice(*r.span)].decode() if r.span else r.legacy, r.kind.value, r.counts)
            for r in places.references
        ]

    return short


@pytest.fixture
def collect() -> Callable[[str], Collector]:
    """Walk a module; relative imports start from the package ``p``."""

    def walk(text: str, packages: Sequence[str] = ("p",)) -> Collector:
        def modules(node: ast.ImportFrom) -> tuple[str, ...]:
            base = packages[0] if node.level else ""
            return (".".join(x for x in (base, node.module or "") if x),)

        collector = Collector(modules, lambda _first, _last: True)
        collector.collect(ast.parse(text))
        return collector

    return walk


@pytest.fixture
def values(targets: Targets) -> Values:
    """Follow expressions of the module ``p.m``; star imports bring ``compat`` of ``a``."""
    return Values(["p.m"], ["p"], lambda m: {"compat"} if m == "a" else set(), targets)


@pytest.fixture
def argument_of(collect: Callable[[str], Collector]) -> Callable[[str], Use]:
    """Return the argument of the last call of ``f`` in a text, and where it stands."""

    def last(text: str) -> Use:
        calls = [u for u in collect(text).calls if ast.unparse(u.node.func) == "f"]
        return Use(calls[-1].node.args[0], calls[-1].where)

    return last


@pytest.fixture
def rewritten(tmp_path: Path, lay: Callable[..., Path]) -> Callable[[str], tuple[str, list[str]]]:
    """Rewrite one module beside a small layer; give its text and why something stayed."""
    files = {
        "a/__init__.py": "",
        "a/core.py": "def f(): ...\ndef g(): ...\nclass T: ...\n",
        "a/more.py": "def h(): ...\n",
        "a/compat.py": "from a.core import f, g, T\nfrom a.more import h\ndef own(): ...\n",
    }

    def fix(text: str, path: str = "m.py") -> tuple[str, list[str]]:
        lay(tmp_path, {**files, path: text})
        plan = plan_fix(tmp_path, scan(tmp_path, "a.compat", cache=False))
        ours = [why for reference, why in plan.unfixed if reference.path == path]
        return plan.edits.get(path, text.encode()).decode(), ours

    return fix
