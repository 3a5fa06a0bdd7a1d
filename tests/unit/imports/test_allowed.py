"""What the allow list lets pass, and which of its entries are stale."""

from __future__ import annotations

import pytest

from offramp.errors import ConfigError
from offramp.imports.allowed import Allowed
from offramp.imports.model import Kind, Reference


def at(path: str, kind: Kind = Kind.IMPORT, *, counts: bool = True) -> Reference:
    return Reference(path, 1, 0, kind, "a.compat", counts=counts)


@pytest.mark.parametrize(
    ("patterns", "path", "counts"),
    [
        (["docs/**"], "docs/x/y.py", False),
        (["docs"], "docs2/x.py", True),  # G12: no prefixes
        (["/x.py"], "sub/x.py", True),
        (["*.py", "!keep.py"], "keep.py", True),
        (["*.py", "!keep.py"], "other.py", False),
        (["# note", "  "], "note", True),
        ([], "x.py", True),
    ],
)
def test_patterns_are_those_of_gitignore(patterns: list[str], path: str, counts: bool) -> None:
    result = Allowed(patterns).apply(at(path), count_docs=False)
    assert result.counts is counts
    assert result.note == ("" if counts else "allowed")


def test_documentation_counts_when_it_is_asked_for_and_not_allowed() -> None:
    doc, prose = at("d.md", Kind.DOC, counts=False), at("m.py", Kind.STRING, counts=False)
    assert Allowed([]).apply(doc, count_docs=True).counts
    assert not Allowed([]).apply(doc, count_docs=False).counts
    assert not Allowed([]).apply(prose, count_docs=True).counts
    assert not Allowed(["d.md"]).apply(doc, count_docs=True).counts


def test_an_entry_that_matches_nothing_is_a_finding_also_one_that_takes_back() -> None:
    allowed = Allowed(["docs/**", "old/**", "!docs/gone.py", "# src/b.py", " "])
    stale = allowed.stale(["docs/a.py", "src/b.py"])
    assert [f.message.split('"')[1] for f in stale] == [
        "old/**",
        "!docs/gone.py",
        "# src/b.py",
        " ",
    ]
    assert {f.rule for f in stale} == {"stale-allow-entry"}
    assert Allowed([]).stale(["x"]) == []


def test_what_is_no_pattern_is_a_mistake_in_the_configuration() -> None:
    with pytest.raises(ConfigError, match="gitignore"):
        Allowed(["!"])
