"""Where the new name must not be written, though the old one is a module's."""

from __future__ import annotations

import pytest

from offramp.imports.rewriting.around import objection


def why(text: str) -> str:
    """Say what speaks against new.core in the place of the last old.core of a text."""
    raw = text.encode()
    start = raw.rindex(b"old.core")
    return objection(raw, start, start + len("old.core"), "new.core")


@pytest.mark.parametrize(
    "text",
    [
        "ALIASES = {'old.core': 'new.core'}",
        "x = 1\nPAIRS = [('old.core', 'new.core')]\ny = 2",
        "sys.modules['old.core'] = new.core",
        "s.replace('old.core', 'new.core')",
        "map:\n  old.core: new.core\n",
        '"old.core" = "new.core"\r\n',
        "packages = ['new.core', 'old.core']",
    ],
)
def test_a_map_of_names_does_not_become_a_map_to_themselves(text: str) -> None:
    """G1: a codemod rewrote the alias map into identity, so nothing could be recorded."""
    assert "stands beside it" in why(text)


@pytest.mark.parametrize(
    "text",
    [
        "[tool.ruff.lint.flake8-tidy-imports.banned-api]\n'x'.msg = '-'\n'old.core'.msg = 'gone'\n",
        "[[tool.importlinter.contracts]]\nforbidden_modules = [\n  'a',\n  'old.core',\n]\n",
        "[importlinter:contract:1]\nname = x\nforbidden_modules =\n    a\n    old.core\n",
        "[flake8]\nbanned-modules =\n    old.core = gone\n",
    ],
)
def test_a_ban_of_the_old_name_does_not_forbid_the_new_one(text: str) -> None:
    assert "forbids the old name" in why(text)


@pytest.mark.parametrize(
    "text",
    [
        "x:\n  - new.core\n  - old.core\n",
        "x:\n  - old.core\n  - 'new.core'  # why\n",
        'packages = [\n  "new.core",\n  "old.core",\n]\n',
        "packages =\n    old.core\n    a\n    new.core\n",
    ],
)
def test_a_list_does_not_hold_a_name_twice(text: str) -> None:
    assert why(text) == "new.core is listed there already"


@pytest.mark.parametrize(
    "text",
    [
        "importlib.import_module('old.core')",
        "x = ['old.core', 'new.core.more', 'new', 'anew.core']",
        "- new.core\n\n- old.core\n",
        "a: new.core\nb: old.core\n",
        "source_modules = ['old.core']\nforbidden_modules = ['x']\n",
        "forbidden_modules = ['x']\nsource_modules = [\n  'old.core',\n]\n",
        "x = 'https://new.core.example/' 'old.core'",
    ],
)
def test_elsewhere_it_may(text: str) -> None:
    assert why(text) == ""
