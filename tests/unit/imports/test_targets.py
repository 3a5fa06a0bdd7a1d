from __future__ import annotations

import pytest

from offramp.errors import ConfigError
from offramp.imports.targets import Targets


def test_the_longest_target_wins() -> None:
    targets = Targets(["a"], {"a.compat": "a.new"})
    match = targets.match("a.compat.x.y")
    assert match is not None
    assert (match.target.dotted, match.legacy) == ("a.compat", "a.compat.x.y")


@pytest.mark.parametrize("name", ["a.compatible", "a", "b.a.compat", "acompat", ""])
def test_what_only_looks_like_it_is_no_match(name: str) -> None:
    assert Targets(["a.compat"], {}).match(name) is None


def test_a_name_that_a_module_hands_on_stands_for_the_legacy_one() -> None:
    match = Targets(["a.compat"], {}, {"app.old": "a.compat"}).match("app.old.f")
    assert match is not None
    assert match.legacy == "a.compat.f"
    assert match.target.indirect


@pytest.mark.parametrize(
    ("legacy", "canonical"),
    [
        ("candidate.core.x", "labs.core.x"),
        ("candidate.api.v1", "web.v1"),
        ("candidate", "labs"),
        ("candidates", None),
    ],
)
def test_the_longest_rename_gives_the_canonical_name(legacy: str, canonical: str | None) -> None:
    targets = Targets([], {"candidate": "labs", "candidate.api": "web"})
    assert targets.canonical(legacy) == canonical


def test_names_compare_as_python_compares_them() -> None:
    """PEP 3131: a fullwidth letter is the same name."""
    assert Targets(["a.\uff43ompat"], {}).layers == ("a.compat",)


@pytest.mark.parametrize(
    "renames", [{"a": "b", "b": "c"}, {"a": "b", "b": "a"}, {"a": "\uff42", "b": "c"}]
)
def test_a_chain_of_renames_is_refused(renames: dict[str, str]) -> None:
    """What was renamed from a to b could not be told from the b that must become c."""
    with pytest.raises(ConfigError, match="renamed as well"):
        Targets([], renames)


def test_a_name_that_is_handed_on_is_written_beside_its_module() -> None:
    indirect = {
        "b.views.text": "a.compat.text",
        "b.core.text": "a.compat.text",
        "b.compat": "a.compat",
    }
    hints = Targets(["a.compat"], {}, indirect).hints
    assert hints == {"compat": frozenset(), "text": {"views", "core"}}
