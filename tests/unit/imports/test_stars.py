"""What a star import brings: all that is public, or what the module lists."""

from __future__ import annotations

from offramp.imports.layout import Layout
from offramp.imports.stars import StarExports


def test_what_a_star_brings() -> None:
    files = {"a.py": b"x = 1\n_y = 2\n", "b.py": b"__all__ = ['_z']\nz = _z = 1\n", "c.py": b"("}
    brings = StarExports(Layout(files), files.__getitem__)
    assert "x" in brings.names("a")
    assert "_y" not in brings.names("a")
    assert "_z" in brings.names("b")
    assert "z" not in brings.names("b")
    assert "x" not in brings.names("c")
    assert "x" not in brings.names("nowhere")


def test_a_star_brings_nothing_of_an_inner_scope() -> None:
    text = b"def f():\n    x = 1\nclass C:\n    y = 1\nl = [i for i in f()]\nif l:\n    z = 1\n"
    brings = StarExports(Layout(["a.py"]), lambda _: text)
    assert brings.names("a") == {"f", "C", "l", "z"}


def test_what_a_star_brings_of_another_star() -> None:
    files = {
        "p/__init__.py": b"from .a import *\nfrom q import *\n",
        "p/a.py": b"from .b.c import *\nown = 1\n",
        "p/b/c.py": b"from ... import beyond\nfrom .... import *\nfrom p import *\nx = 1\n",
        "q.py": b"y = 1\n",
    }
    brings = StarExports(Layout(files), files.__getitem__)
    assert brings.names("p") == {"x", "own", "y", "beyond", "b", "a"}
    assert brings.names("nowhere") == frozenset()
