from __future__ import annotations

import pytest

from offramp.imports.removal.ini import tidy_ini
from offramp.imports.removal.match import matcher

MEANS = matcher(["a.compat"], ["a/compat"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[run]\nomit =\n    a/compat/*\n    b/*  # why\n", "[run]\nomit =\n    b/*  # why\n"),
        ("[run]\nbranch = true\nomit =\n    a/compat/*\n", "[run]\nbranch = true\n"),
        ("[run]\nomit = a/compat/*, b/*\n", "[run]\nomit = b/*\n"),
        ("[run]\r\nomit =\r\n    b\r\n    a/compat/*\r\n", "[run]\r\nomit =\r\n    b\r\n"),
        ("[mypy-a.compat.*]\nignore_errors = True\n\n[mypy-b]\nx = 1\n", "[mypy-b]\nx = 1\n"),
        ("[mypy-a.compat.*,b.*]\nx = 1\n", "[mypy-b.*]\nx = 1\n"),
        (
            (
                "[importlinter]\nroot_package = a\n\n[importlinter:contract:1]\nname = N\n"
                "type = forbidden\nsource_modules =\n    a\nforbidden_modules =\n    a.compat\n"
            ),
            "[importlinter]\nroot_package = a\n\n",
        ),
        (
            (
                "[importlinter:contract:1]\nlayers =\n    a.x\n    a.compat\nignore_imports =\n"
                "    a.x -> a.compat\n    a.y -> a.z\n"
            ),
            "[importlinter:contract:1]\nlayers =\n    a.x\nignore_imports =\n    a.y -> a.z\n",
        ),
        (
            "[flake8]\nper-file-ignores =\n    a/compat/*: F401\n    b: E1",
            "[flake8]\nper-file-ignores =\n    b: E1",
        ),
    ],
)
def test_what_means_the_layer_goes_and_all_else_stays(before: str, after: str) -> None:
    text, done = tidy_ini(before, MEANS)
    assert text == after
    assert done
    assert tidy_ini(after, MEANS) == (after, [])


@pytest.mark.parametrize(
    "text",
    [
        "[run]\nomit =\n    a/compatible/*\n",
        "# a.compat\n[x]\ny = the a.compat layer\n",
        "[metadata]\nname = a\n\n\n; end",
        "",
    ],
)
def test_other_text_stays_to_the_byte(text: str) -> None:
    assert tidy_ini(text, MEANS) == (text, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[flake8]\nper-file-ignores = a/compat/x.py:F401,E501\nx = 1\n", "[flake8]\nx = 1\n"),
        (
            "[flake8]\nper-file-ignores =\n    a/compat/*:F401,E501\n    b/*:F401,a\n",
            "[flake8]\nper-file-ignores =\n    b/*:F401,a\n",
        ),
        ("[x]\nomit =\n    a/compat/*, b/*\n", "[x]\nomit =\n    b/*\n"),
        ("[x]\nomit =\n    b/*, a/compat/*,\n    c/*\n", "[x]\nomit =\n    b/*,\n    c/*\n"),
        ("[x]\nomit = b/*,a/compat/*  # why\n", "[x]\nomit = b/*  # why\n"),
        (
            "[tool:pytest]\nnorecursedirs = a/compat .git  b\n",
            "[tool:pytest]\nnorecursedirs = .git  b\n",
        ),
        ("[tool:pytest]\ntestpaths = tests a/compat\n", "[tool:pytest]\ntestpaths = tests\n"),
        ("[tool:pytest]\naddopts = -p a.compat -q\n", "[tool:pytest]\naddopts = -p a.compat -q\n"),
        (
            "[options.package_data]\na.compat = *.txt\na = b\n",
            "[options.package_data]\na = b\n",
        ),
    ],
)
def test_only_what_means_the_layer_goes(before: str, after: str) -> None:
    text, done = tidy_ini(before, MEANS)
    assert text == after
    assert bool(done) == (before != after)
    assert tidy_ini(after, MEANS) == (after, [])
