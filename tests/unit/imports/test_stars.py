"""What a star import brings: all that is public, or what the module lists."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("text", "brought"),
    [
        ("__all__ = []\n__all__.extend(['x'])\n__all__.append('y')", {"x", "y"}),
        ("__all__ = ['x', 'y']\n__all__.remove('y')", {"x"}),
        ("__all__ = ['x']\n__all__ = ['y']", {"y"}),
        ("from . import b\n__all__ = b.__all__ + ['x']", {"of_b", "x"}),
        ("import p.b as other\n__all__ = [*other.__all__]", {"of_b"}),
        ("from .b import *\n__all__ = b.__all__", {"of_b"}),
        ("from .b import __all__ as of_it\n__all__ = of_it + ['x']", {"of_b", "x"}),
        ("from p import c\n__all__ = ['x'] + c.__all__", {"x", "y", "c"}),
    ],
)
def test_a_list_as_it_is_in_the_end(text: str, brought: set[str]) -> None:
    files = {
        "p/__init__.py": b"",
        "p/a.py": f"x = y = _z = 1\n{text}\n".encode(),
        "p/b.py": b"__all__ = ['of_b']\nof_b = own = 1\n",
        "p/c.py": b"from . import a\n__all__ = a.__all__\n",
    }
    assert StarExports(Layout(files), files.__getitem__).names("p.a") == brought


@pytest.mark.parametrize(
    "text",
    [
        "__all__ = [n for n in dir() if n != '_z']",
        "__all__ = made()\n__all__.append('_z')",
        "if y:\n    __all__ = ['_z']",
        "__all__ = []\nfor n in 'x', 'y', '_z':\n    __all__.append(n)",
        "__all__ = ['_z']\ndef shown(f):\n    __all__.append(f.__name__)\n    return f",
        "import elsewhere\n__all__ = [*elsewhere.__all__, '_z']",
    ],
)
def test_what_may_be_listed_is_brought(text: str) -> None:
    files = {"a.py": f"x = y = _z = _w = 1\n{text}\n".encode()}
    brought = StarExports(Layout(files), files.__getitem__).names("a")
    assert {"x", "y", "_z"} <= brought
    assert "_w" not in brought


def test_reading_the_list_does_not_change_it() -> None:
    text = b"x = y = 1\n__all__ = ['x']\ndef __dir__():\n    return sorted(__all__)\n"
    assert StarExports(Layout(["a.py"]), lambda _: text).names("a") == {"x"}
