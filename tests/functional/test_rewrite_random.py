"""Random modules that use the layer in many ways at once: they run the same when it is gone."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.imports import scan
from offramp.imports.rewrite import plan_fix

pytestmark = pytest.mark.functional
TREE = Path(__file__).parents[1] / "corpus" / "rewrite" / "tree"
NAMES = ["price", "Cash", "slug", "Cart", "shout"]
MODULES = 80
RUNNER = """\
import contextlib, io, json, runpy, sys
printed = []
for i in range(int(sys.argv[1])):
    for name in [m for m in sys.modules if m.split(".")[0] in ("shop", "app")]:
        del sys.modules[name]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            runpy.run_module(f"app.m{i}")
        except BaseException as error:
            print(repr(error))
    printed.append(out.getvalue())
print(json.dumps(printed))
"""


class Writer:
    """Writes one random module."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines = ["import shop.compat.text as _t, shop.compat.both as _b"]
        self.shown = ['_t.slug("A b")', "_b.price()"]

    def use(self, base: str) -> str:
        uses = "price() Cash.unit Cart().total() slug('A') old_text.slug('X') text.shout('a')"
        return f"{base}.{self.random.choice(uses.split())}"

    def uses(self, base: str) -> list[str]:
        return [self.use(base) for _ in range(self.random.randint(1, 3))]

    def add(self, number: int) -> None:
        pick = self.random
        kinds = [self.names, self.module, self.module_as, self.plain, self.inner, self.parent]
        pick.choice(kinds)(number)

    def names(self, number: int) -> None:
        names = self.random.sample(NAMES, self.random.randint(1, 4))
        items = [f"{n} as v{number}{n}" if self.random.random() < 0.3 else n for n in names]
        self.shown += [item.rpartition(" ")[2] for item in items]
        forms = [
            "from shop.compat import " + ", ".join(items),
            "x = 1; from shop.compat import " + ", ".join(items) + "; y = 2",
            "from shop.compat import (\n    " + ",\n    ".join(items) + "\n)",
            "from shop.compat import (  # head\n"
            + "".join(f"    {i},  # c\n" for i in items)
            + ")",
            "from shop.compat \\\n    import " + ", \\\n    ".join(items),
        ]
        self.lines.append(self.random.choice(forms))

    def module(self, number: int) -> None:
        self.lines.append("from shop import " + self.random.choice(["compat", "compat, core"]))
        self.shown += self.uses("compat")

    def module_as(self, number: int) -> None:
        more = self.random.choice(["", ", os", ", shop.core as sc"])
        self.lines.append(f"import shop.compat as c{number}{more}")
        self.shown += self.uses(f"c{number}")

    def plain(self, number: int) -> None:
        self.lines.append("import shop.compat")
        self.shown += self.uses("shop.compat")

    def parent(self, number: int) -> None:
        self.lines.append(f"import shop as s{number}")
        self.shown += self.uses(f"s{number}.compat")

    def inner(self, number: int) -> None:
        self.lines.append(
            f"def f{number}():\n    from shop.compat import slug, Cash\n"
            '    import shop.compat as q\n    return slug("A b"), Cash.unit, q.price()'
        )
        self.shown.append(f"f{number}()")

    def text(self) -> str:
        for number in range(self.random.randint(1, 4)):
            self.add(number)
        shown = [f'print(getattr({s}, "__name__", {s}))' for s in self.shown]
        end = self.random.choice(["\n", "\r\n"])
        return "\n".join([*self.lines, *shown, ""]).replace("\n", end)


def run(root: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-B", "-c", RUNNER, str(MODULES)],
        cwd=root,
        capture_output=True,
        check=True,
    )
    printed: list[str] = json.loads(done.stdout)
    return printed


def test_random_modules_run_the_same_without_the_layer(tmp_path: Path) -> None:
    root = tmp_path / "target"
    shutil.copytree(TREE, root)
    for number in range(MODULES):
        (root / f"app/m{number}.py").write_bytes(Writer(number).text().encode())
    before = run(root)
    assert not [text for text in before if "Error" in text], "the modules are right to begin with"

    plan = plan_fix(root, scan(root, "shop.compat"))
    assert plan.unfixed == ()
    plan.apply()
    shutil.rmtree(root / "shop/compat")
    after = run(root)
    different = {i: (b, a) for i, (b, a) in enumerate(zip(before, after, strict=True)) if a != b}
    assert different == {}
