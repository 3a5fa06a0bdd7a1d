from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from offramp.imports.homes.surface import surface


def test_every_public_name_with_its_home(tmp_path: Path, lay: Callable[..., Path]) -> None:
    files = {
        "a/__init__.py": "",
        "a/core.py": "def foo(): ...\ndef bar(): ...\n_hidden = 1\n",
        "a/compat/__init__.py": "import warnings\nfrom a.core import foo\ndef own(): ...\n_x = 1\n",
        "a/compat/star.py": "from a.core import *\n",
        "a/compat/_private.py": "MAP = {'a.compat.moved': 'a.core', 'b': 'c'}\n",
    }
    lay(tmp_path, files)
    found = {n.legacy: n.canonical for n in surface(tmp_path, ["a.compat"])}
    assert found == {
        "a.compat": None,
        "a.compat.foo": "a.core.foo",
        "a.compat.moved": "a.core",
        "a.compat.own": None,
        "a.compat.star": "a.core",
        "a.compat.star.bar": "a.core.bar",
        "a.compat.star.foo": "a.core.foo",
    }
    (own,) = [n for n in surface(tmp_path, ["a.compat"]) if n.legacy == "a.compat.own"]
    assert own.to_dict()["why"] == "own is made in a.compat itself"


def test_a_module_that_is_chosen_at_import_is_offered_and_one_that_is_used_is_not(
    tmp_path: Path,
) -> None:
    """As ``requests.compat.json`` was, which users import."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/compat.py").write_text(
        "import sys\ntry:\n    import simplejson as json\nexcept ImportError:\n    import json\n"
    )
    found = {n.legacy: n.why for n in surface(tmp_path, ["a.compat"])}
    assert found["a.compat.json"] == "a.compat takes json from json or simplejson"
    assert "a.compat.sys" not in found
