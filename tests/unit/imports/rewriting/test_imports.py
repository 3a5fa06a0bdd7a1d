"""Import statements: each alias goes to its own home, the rest of the statement stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Rewritten = Callable[..., tuple[str, list[str]]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from a.compat import f, g as q\n", "from a.core import f, g as q\n"),
        ("from a.compat import (f,  # why\n  g)\n", "from a.core import (f,  # why\n  g)\n"),
        ("from a.compat import f, h\n", "from a.core import f\nfrom a.more import h\n"),
        ("import os, a.compat as c\nc.f()\n", "import os, a.core as c\nc.f()\n"),
        ("import a.compat\na.compat.f()\n", "import a.core\na.core.f()\n"),
        (
            "import a.compat\na.compat.f(a.compat.h)\n",
            "import a.core, a.more\na.core.f(a.more.h)\n",
        ),
    ],
)
def test_what_has_a_home_moves(rewritten: Rewritten, before: str, after: str) -> None:
    assert rewritten(before) == (after, [])


def test_a_relative_import_stays_relative(rewritten: Rewritten) -> None:
    assert rewritten("from .compat import f\n", "a/m.py") == ("from .core import f\n", [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("from a.compat import own\n", "own is made in a.compat itself"),
        ("import a.compat\n", "nothing in this file says what is needed"),
    ],
)
def test_what_has_none_stays_with_the_reason(rewritten: Rewritten, text: str, why: str) -> None:
    after, reasons = rewritten(text)
    assert after == text
    assert len(reasons) == 1
    assert why in reasons[0]


def test_one_name_stays_and_the_others_go(rewritten: Rewritten) -> None:
    after, reasons = rewritten("from a.compat import f, own\n")
    assert after == "from a.core import f\nfrom a.compat import own\n"
    assert len(reasons) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from a.core import f\nfrom a.compat import f\nf()\n", "from a.core import f\nf()\n"),
        (
            "from a.core import f\nfrom a.compat import f, g, h\n",
            "from a.core import f\nfrom a.core import g\nfrom a.more import h\n",
        ),
        ("from a.compat import f\nfrom a.compat import f\n", "from a.core import f\n"),
        (
            "from a.core import f\nfrom a.compat import f  # noqa: F811\n",
            "from a.core import f\nfrom a.core import f  # noqa: F811\n",
        ),
        (
            "from a.compat import f\nfrom a.core import f\n",
            "from a.core import f\nfrom a.core import f\n",
        ),
        (
            "from a.core import f\nf = 1\nfrom a.compat import f\n",
            "from a.core import f\nf = 1\nfrom a.core import f\n",
        ),
        (
            "if x:\n    from a.core import f\nfrom a.compat import f\n",
            "if x:\n    from a.core import f\nfrom a.core import f\n",
        ),
        (
            "from a.core import f\ntry:\n    from a.compat import f\nfinally:\n    x = 1\n",
            "from a.core import f\ntry:\n    from a.core import f\nfinally:\n    x = 1\n",
        ),
    ],
)
def test_what_is_imported_already_is_not_imported_again(
    rewritten: Rewritten, before: str, after: str
) -> None:
    assert rewritten(before) == (after, [])
