from __future__ import annotations

from pathlib import Path

from offramp.imports.surface import surface


def test_every_public_name_with_its_home(tmp_path: Path) -> None:
    files = {
        "a/__init__.py": "",
        "a/core.py": "def foo(): ...\ndef bar(): ...\n_hidden = 1\n",
        "a/compat/__init__.py": "import warnings\nfrom a.core import foo\ndef own(): ...\n_x = 1\n",
        "a/compat/star.py": "from a.core import *\n",
        "a/compat/_private.py": "MAP = {'a.compat.moved': 'a.core', 'b': 'c'}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
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
