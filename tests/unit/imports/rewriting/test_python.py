"""One file as a whole: what stays keeps what it relies on."""

from __future__ import annotations

from collections.abc import Callable

Rewritten = Callable[..., tuple[str, list[str]]]


def test_attributes_and_the_import_that_brings_them_move_together(rewritten: Rewritten) -> None:
    before = "import a.compat\nx: a.compat.T\n\n\ndef m():\n    return a . compat . f()\n"
    after, reasons = rewritten(before)
    assert (after, reasons) == (
        "import a.core\nx: a.core.T\n\n\ndef m():\n    return a . core . f()\n",
        [],
    )


def test_what_cannot_move_holds_what_it_relies_on(rewritten: Rewritten) -> None:
    text = "import a\nfrom a.compat import f\na.compat.own()\nf()\n"
    after, reasons = rewritten(text)
    assert after == text
    assert sorted(reasons) == [
        "line 3 stays, and may rely on this import",
        "own is made in a.compat itself",
    ]


def test_strings_that_name_members_move_and_prose_does_not(rewritten: Rewritten) -> None:
    before = "patch('a.compat.f')\nprint('see a.compat.f today')\n"
    after, reasons = rewritten(before)
    assert (after, reasons) == ("patch('a.core.f')\nprint('see a.compat.f today')\n", [])


def test_an_alias_in_an_annotation_moves_with_its_import(rewritten: Rewritten) -> None:
    text = "import a as q\nimport a.compat as c\nx: 'q.compat.T'\ny = c.T\n"
    after, reasons = rewritten(text)
    assert after == "import a.core\nimport a as q\nimport a.core as c\nx: 'q.core.T'\ny = c.T\n"
    assert reasons == []


def test_what_stays_holds_only_the_modules_that_it_reaches(rewritten: Rewritten) -> None:
    text = "import a.compat as c\nfrom a.compat import f\nprint(c.own, f)\n"
    after, reasons = rewritten(text)
    assert after == text.replace("from a.compat", "from a.core")
    assert len(reasons) == 1


def test_the_layer_that_only_all_names_is_reported(rewritten: Rewritten) -> None:
    text = "__all__ = ['core', 'compat']\n"
    after, reasons = rewritten(text, "a/__init__.py")
    assert after == text
    assert len(reasons) == 1
