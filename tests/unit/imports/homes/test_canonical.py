from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.imports.homes.canonical import Canonical

FILES = {
    "src/lukhas/__init__.py": "",
    "src/lukhas/core.py": "class Thing:\n    size = 1\ndef run(): ...\n",
    "src/lukhas/many.py": "from .core import *\n",
    "src/labs/__init__.py": "",
    "src/labs/deep/tool.py": "def use(): ...\n",
    "src/lukhas/compat/__init__.py": """\
from lukhas.core import Thing
from ..core import run as start
from .inner import inside
from urllib.parse import quote
from third.party import anything
try:
    from json import loads
except ImportError:
    from simplejson import loads
def own(): ...
""",
    "src/lukhas/compat/assigned.py": """\
from lukhas.core import Thing
text_type = str
str = str
Renamed = Thing
one = two
two = one
if text_type:
    either = int
else:
    either = float
""",
    "src/lukhas/compat/inner.py": "from lukhas.core import run as inside\n",
    "src/lukhas/compat/star.py": "from lukhas.many import *\n",
    "src/lukhas/compat/exact.py": "import sys\nfrom lukhas.core import Thing, run\n",
    "src/lukhas/compat/partly.py": """\
__all__ = ['Thing', 'own']
from lukhas.core import *
own = 1
""",
    "src/lukhas/compat/lazy.py": """\
_MOVED = {"Thing": "lukhas.core", "start": "lukhas.core:run", "gone": "lukhas.nowhere"}
def __getattr__(name): ...
""",
    "src/lukhas/compat/_aliases.py": """\
ALIASES = {"lukhas.compat.moved": "labs.deep.tool", "lukhas.compat.same": "lukhas.compat.same"}
WORDS = {"lukhas.core": "labs.deep"}
""",
    "src/lukhas/compat/ring.py": "from lukhas.compat.ring2 import x\n",
    "src/lukhas/compat/ring2.py": "from lukhas.compat.ring import x\n",
}


@pytest.fixture
def canonical(tmp_path: Path, lay: Callable[..., Path]) -> Canonical:
    return Canonical(
        lay(tmp_path, FILES),
        ["lukhas.compat"],
        {"candidate": "labs", "candidate.core": "lukhas.core"},
    )


@pytest.mark.parametrize(
    ("legacy", "home"),
    [
        ("lukhas.compat.Thing", "lukhas.core.Thing"),
        ("lukhas.compat.Thing.size", "lukhas.core.Thing.size"),
        ("lukhas.compat.start", "lukhas.core.run"),
        ("lukhas.compat.inside", "lukhas.core.run"),
        ("lukhas.compat.quote", "urllib.parse.quote"),
        ("lukhas.compat.anything", "third.party.anything"),
        ("lukhas.compat.star", "lukhas.many"),
        ("lukhas.compat.star.Thing", "lukhas.many.Thing"),
        ("lukhas.compat.exact", "lukhas.core"),
        ("lukhas.compat.assigned.text_type", "builtins.str"),
        ("lukhas.compat.assigned.Renamed", "lukhas.core.Thing"),
        ("lukhas.compat.lazy.Thing", "lukhas.core.Thing"),
        ("lukhas.compat.lazy.start", "lukhas.core.run"),
        ("lukhas.compat.moved", "labs.deep.tool"),
        ("lukhas.compat.moved.use", "labs.deep.tool.use"),
        ("candidate.deep.tool.use", "labs.deep.tool.use"),
        ("candidate.deep", "labs.deep"),
        ("candidate.core.run", "lukhas.core.run"),
    ],
)
def test_a_home_that_exists_is_found(canonical: Canonical, legacy: str, home: str) -> None:
    assert canonical.of(legacy) == home


@pytest.mark.parametrize(
    ("legacy", "why"),
    [
        ("lukhas.compat.own", "made in lukhas.compat itself"),
        ("lukhas.compat.assigned.one", "round in a circle"),
        ("lukhas.compat.assigned.either", "from builtins.float or builtins.int"),
        ("lukhas.compat.loads", "json.loads or simplejson.loads"),
        ("lukhas.compat.nothing", "does not say where nothing comes from"),
        ("lukhas.compat", "have homes of their own"),
        ("lukhas.compat.partly", "own is made in"),
        ("lukhas.compat.star.nothing", "does not say"),
        ("lukhas.compat.lazy.gone", "does not say"),
        ("lukhas.compat.moved.nothing", "labs.deep.tool.nothing does not exist"),
        ("lukhas.compat.same", "does not say"),
        ("lukhas.compat.ring.x", "circle"),
        ("candidate.deep.absent", "labs.deep.absent does not exist"),
        ("elsewhere.x", "not a name of the layer"),
    ],
)
def test_a_home_that_cannot_be_shown_is_none(canonical: Canonical, legacy: str, why: str) -> None:
    """Each target must exist; an identity entry of an alias map (G1) is no home."""
    home = canonical.home(legacy)
    assert home.name is None
    assert why in home.why


def test_a_new_root_that_is_not_in_the_tree_is_not_believed(tmp_path: Path) -> None:
    canonical = Canonical(tmp_path, [], {"old": "somewhere", "old.path": "os.path"})
    assert canonical.of("old.x") is None
    assert canonical.of("old.path.join") == "os.path.join"
