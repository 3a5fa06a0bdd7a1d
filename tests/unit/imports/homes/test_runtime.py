"""What a module binds while it runs, where that can be read; where not, nothing is claimed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports.homes.canonical import Canonical

Homes = Callable[[str, list[str]], dict[str, str | None]]
FILES = {
    "a/__init__.py": "",
    "a/core.py": "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...\ndef h(): ...\n",
    "a/more.py": "def h(): ...\n",
}


@pytest.fixture
def homes(tmp_path: Path, lay: Callable[..., Path]) -> Homes:
    def of(text: str, names: list[str]) -> dict[str, str | None]:
        lay(tmp_path, {**FILES, "a/compat.py": text})
        canonical = Canonical(tmp_path, ["a.compat"])
        return {name: canonical.of(f"a.compat{name}") for name in names}

    return of


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nfrom a import core\nsys.modules[__name__] = core\n",
        "import sys, a.core\nsys.modules[__name__] = a.core\n",
        "import sys, importlib\nsys.modules[__name__] = importlib.import_module('a.core')\n",
        "import sys\nsys.modules['a.compat'] = sys.modules['a.core']\n",
        "from a import core as c\nfor n in c.__all__:\n    globals()[n] = getattr(c, n)\n",
        "from a import core as c\nglobals().update({n: getattr(c, n) for n in dir(c)})\n",
        "import a.core as c\nglobals().update(vars(c))\n",
        "import a.core as c\nvars().update(c.__dict__)\n",
    ],
)
def test_a_module_that_becomes_another(homes: Homes, text: str) -> None:
    if "modules" in text:
        assert homes(text, [""])[""] == "a.core"
    assert homes(text, [".f", ".nothing"]) == {".f": "a.core.f", ".nothing": None}


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nfrom a import core\nsys.modules[__name__ + '.old'] = core\n",
        "import sys\nfrom a import core\nsys.modules[f'{__name__}.old'] = core\n",
        "import sys\nfrom a import core\nsys.modules.setdefault('a.compat.old', core)\n",
        "import sys\nfrom a import core\nsys.modules.update({__name__ + '.old': core})\n",
        (
            "import sys\nfor o, n in {'old': 'a.core'}.items():\n"
            "    sys.modules[__name__ + '.' + o] = import_module(n)\n"
        ),
        (
            "import sys\nM = [('old', 'a.core')]\nfor o, n in M:\n"
            "    sys.modules[f'{__name__}.{o}'] = import_module(n)\n"
        ),
    ],
)
def test_a_module_that_is_put_in_place(homes: Homes, text: str) -> None:
    assert homes(text, [".old", ".old.f"]) == {".old": "a.core", ".old.f": "a.core.f"}


@pytest.mark.parametrize(
    "text",
    [
        (
            "import sys\nfrom a import core\nfor n in ('f', 'g'):\n"
            "    setattr(sys.modules[__name__], n, getattr(core, n))\n"
        ),
        "from a import core\nglobals()['f'] = core.f\n",
        "from a import core\nglobals().update({'f': core.f})\n",
    ],
)
def test_names_that_are_set_one_by_one(homes: Homes, text: str) -> None:
    assert homes(text, [".f", ".h"]) == {".f": "a.core.f", ".h": None}


def test_submodules_and_names_that_lazy_loader_attaches(
    tmp_path: Path, lay: Callable[..., Path]
) -> None:
    text = (
        "import lazy_loader\n__getattr__, __dir__, __all__ = lazy_loader.attach(\n"
        "    __name__, submodules={'two'}, submod_attrs={'one': ['f']})\n"
    )
    package = {"a/compat/__init__.py": text, "a/compat/one.py": "from a.core import f\n"}
    lay(tmp_path, {**FILES, **package, "a/compat/two.py": ""})
    canonical = Canonical(tmp_path, ["a.compat"])
    assert canonical.of("a.compat.f") == "a.core.f"
    assert {"f", "two"} <= set(canonical.offered(canonical.modules.names("a.compat")))


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nfrom a.core import f\nsys.modules[__name__] = make()\n",
        "from a.core import f\nglobals().update(make())\n",
        "from a.core import f\nfor n in make():\n    globals()[n] = 1\n",
        "from a.core import f\n__path__ = find()\n",
        "from a.core import f\n__path__.append('x')\n",
    ],
)
def test_what_cannot_be_read_is_no_other_module(homes: Homes, text: str) -> None:
    assert homes(text, ["", ".f"]) == {"": None, ".f": "a.core.f"}
