"""A name that is bound to the layer as a whole: what its uses need decides what it becomes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Rewritten = Callable[..., tuple[str, list[str]]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from a import compat\ncompat.f(compat.g)\n",
            "from a import core as compat\ncompat.f(compat.g)\n",
        ),
        (
            "from a import compat as c\nc.f()\nc.h()\n",
            "from a.core import f\nfrom a.more import h\nf()\nh()\n",
        ),
    ],
)
def test_its_uses_say_what_is_needed(rewritten: Rewritten, before: str, after: str) -> None:
    assert rewritten(before) == (after, [])


def test_a_name_that_is_taken_is_not_taken_again(rewritten: Rewritten) -> None:
    after, reasons = rewritten("from a import compat as c\nf = 1\nc.f()\nc.h()\n")
    assert reasons == []
    assert after.startswith("from a.core import f as c_f\n")
    assert "c_f()\nh()\n" in after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("from a import compat\nprint(compat)\n", "compat is handed on as a whole"),
        ("from a import compat\n", "nothing in this file says what is needed of it"),
        ("from a import compat\ncompat.f()\ncompat.h()\ncompat = 1\n", "means other things"),
        ("from a import compat\ncompat.f()\ncompat.own()\n", "own is made in a.compat itself"),
    ],
)
def test_what_its_uses_do_not_say_is_not_guessed(rewritten: Rewritten, text: str, why: str) -> None:
    after, reasons = rewritten(text)
    assert after == text
    assert any(why in reason for reason in reasons)
