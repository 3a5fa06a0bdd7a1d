"""Which functions must be read: those that could name a target, or compute its name."""

from __future__ import annotations

import pytest

from offramp.imports.source import Source
from offramp.imports.syntax.lines import Lines
from offramp.imports.targets import Targets

TARGETS = Targets(["acme.compat"], {})


def matters(text: str) -> bool:
    source = Source(text.encode())
    return Lines(source, TARGETS).matter(1, len(source.starts))


@pytest.mark.parametrize(
    "text",
    [
        "acme.compat.x",
        "'acme.compat\\nname'",
        "'from acme import (\\ncompat)'",
        "import_module(name)",
        "import_module('acme.' + name)",
        "importlib.import_module(f'{x}')",
        "load = __import__",
        "getattr(acme, name)",
        "getattr(acme, 'com' + 'pat')",
        "exec(code)",
        "global acme",
        "nonlocal acme",
        "return acme",
        "self.m = acme  # kept",
        "import acme as a\nself.m = a\n",
        "return sys.modules['acme']",
        'self.m = import_module("acme")',
        "\uff43ompat = 1",
    ],
)
def test_what_may_lead_to_the_layer(text: str) -> None:
    assert matters(text)


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "compatibility = 1",
        "re.compile(pattern)",
        "evaluate(x)",
        "import_module('acme.core')",
        "getattr(self, 'name', None)",
        "return acme.core",
        "self.m = acme()",
        "x = acme_core",
        "import acme as a\nself.m = a.b\n",
        "x = 'é … ½'",
    ],
)
def test_what_cannot(text: str) -> None:
    assert not matters(text)


def test_lines_are_counted_as_python_counts_them() -> None:
    lines = Lines(Source(b"a\rb\r\ncompat\nd\n"), TARGETS)
    assert [lines.matter(n, n) for n in (1, 2, 3, 4)] == [False, False, True, False]
    assert lines.matter(2, 4)


def test_a_target_that_is_not_in_ascii_makes_every_line_matter() -> None:
    source = Source(b"x = 1\n")
    assert Lines(source, Targets(["acme.ätsch"], {})).matter(1, 1)
