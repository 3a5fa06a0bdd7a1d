from __future__ import annotations

import ast

from offramp.imports.rewriting.uses import Uses, walk

TEXT = """\
import a.b, c as d
from e import f as g
__all__ = ["d", "g"]
x: int = d.y.z
def h(p, *q): ...
try: ...
except E as r: ...
for s in g: d()
"""


def test_uses_have_their_attributes() -> None:
    uses = Uses(walk(ast.parse(TEXT)))
    assert [[link.attr for link in use.links] for use in uses.of("d")] == [["y", "z"], []]
    assert uses.of("nothing") == []


def test_every_way_to_bind_a_name_is_seen() -> None:
    bound = Uses(walk(ast.parse(TEXT))).bound
    assert {"a", "d", "g", "x", "h", "p", "q", "r", "s", "__all__"} == set(bound)
    assert set(bound.values()) == {1}


def test_what_is_exported_is_known() -> None:
    assert sorted(Uses(walk(ast.parse(TEXT))).exported) == ["d", "g"]
