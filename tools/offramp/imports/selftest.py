"""The scanner's proof that it could have failed: planted references must come back.

A scanner that cannot see (G1: a map that was rewritten into identity; G6: a reporter that
crashed) reports zero hits, as a clean tree does. So before a scan is believed, a small tree with
references to the same names, and with near misses, is scanned by the same code.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp.errors import CannotJudge
from offramp.imports.scanner import scan
from offramp.imports.targets import Targets

_FOLDER = "planted"


def prove(layers: Sequence[str], renames: Mapping[str, str]) -> None:
    """Plant references to each name, scan, and demand all of them and nothing else.

    Args:
        layers: the layer's dotted names.
        renames: old dotted name → new one.

    Raises:
        CannotJudge: a planted reference did not come back, or a near miss counted.
    """
    targets = Targets(layers, renames)
    names = sorted({*targets.layers, *targets.renames})
    with tempfile.TemporaryDirectory(prefix="offramp-selftest-") as scratch:
        root = Path(scratch)
        _lay_roots(root, targets)
        folder = _FOLDER
        while folder in targets.roots:
            folder += "_"
        (root / folder).mkdir()
        planted = {
            (f"{folder}/{path}", line)
            for number, name in enumerate(names)
            for path, line in _plant(root / folder, f"{number}.py", name, targets)
        }
        report = scan(root, layers, renames, all_files=True, cache=False)
    found = {(r.path, r.line) for r in report.references if r.counts}
    if found != planted:
        missed, false = sorted(planted - found), sorted(found - planted)
        raise CannotJudge(
            "the scanner does not find what was planted for it",
            expected=f"{len(planted)} planted references to {', '.join(names)}",
            found=f"missed {missed}, falsely found {false}",
            next="please report it: this is a bug in offramp",
        )


def _lay_roots(root: Path, targets: Targets) -> None:
    """Write the renamed roots: the standard library's ``types`` is one only where it is there."""
    for name in targets.renames:
        if "." not in name and name not in targets.layers:
            (root / name).mkdir(exist_ok=True)
            (root / name / "__init__.py").touch()


def _plant(root: Path, file: str, name: str, targets: Targets) -> list[tuple[str, int]]:
    """Write files that refer to ``name``, and one that nearly does; return what must be found.

    What nearly is one name may be another: ``a.compatibility`` beside ``a.compat``, or any member
    of a root that is looked for as well.
    """
    parent, _, leaf = name.rpartition(".")
    files = {
        f"plain_{file}": f"import {name}\n",
        f"from_{file}": f"from {name} import (\n    thing,\n)\n",
        f"dynamic_{file}": f"import importlib\n\nM = importlib.import_module({name!r})\n",
        f"broken_{file}": f"import {name}\nprint 'no Python 3'\n",
    }
    places = [(path, 1) for path in files if not path.startswith("dynamic")]
    places.append((f"dynamic_{file}", 3))
    if targets.match("importlib"):
        places.append((f"dynamic_{file}", 1))
    if parent:
        files[f"member_{file}"] = f"from {parent} import {leaf}\n"
        places.append((f"member_{file}", 1))
    near = (other for other in (f"{name}ibility", f"un{name}") if not targets.match(other))
    files[f"near_{file}"] = "".join(f"import {other}\n" for other in near) + f"{leaf} = 1\n"
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    return places
