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
from offramp.imports.rewriting.rewrite import plan_fix

pytestmark = pytest.mark.functional
TREE = Path(__file__).parents[1] / "corpus" / "rewrite" / "tree"
NAMES = ["price", "Cash", "slug", "Cart", "shout"]
MEMBERS = [
    *("price()", "Cash.unit", "Cart().total()"),
    *("slug('A')", "old_text.slug('X')", "text.shout('a')"),
]
FIRST, MODULES = 0, 100
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

    def pick(self, *texts: str) -> str:
        return self.random.choice(texts)

    def use(self, base: str) -> str:
        written = f"{base}.{self.pick(*MEMBERS)}"
        dots = written.replace(".", self.pick(".", " . ", "\n    ."))
        bracket = f"({base}).{written[len(base) + 1 :]}"
        return self.pick(
            written,
            written,
            written,
            f"({dots})",
            bracket,
            f"eval({written!r})",
            f'f"{{{written}}}"',
        )

    def uses(self, base: str) -> list[str]:
        return [self.use(base) for _ in range(self.random.randint(1, 3))]

    def add(self, number: int) -> None:
        kinds = [self.names, self.module, self.module_as, self.plain, self.inner, self.parent]
        more = [self.annotated, self.documented, self.in_class, self.named, self.hidden, self.taken]
        self.random.choice([*kinds, *more])(number)

    def names(self, number: int) -> None:
        names = self.random.sample(NAMES, self.random.randint(1, 4))
        items = [f"{n} as v{number}{n}" if self.random.random() < 0.3 else n for n in names]
        self.shown += [item.rpartition(" ")[2] for item in items]
        listed = ", ".join(items)
        self.lines.append(
            self.pick(
                f"from shop.compat import {listed}",
                f"x = 1; from shop.compat import {listed}; y = 2",
                f"if x{number} := 1: from shop.compat import {listed}  # c",
                "from shop.compat import (\n    " + ",\n    ".join(items) + "\n)",
                "from shop.compat import (  # noqa\n    # above\n"
                + "".join(f"    {i},  # c\n" for i in items)
                + "    # end\n)",
                "x = 1; from shop.compat import (\n"
                + "".join(f"    {i},  # c\n" for i in items)
                + "); y = 2",
                "from shop.compat \\\n    import " + ", \\\n    ".join(items),
                f"try:\n    from shop.compat import {listed}\nexcept ImportError:\n    raise",
                f"with open(__file__): from shop.compat import ({listed},)",
            )
        )

    def module(self, number: int) -> None:
        more = self.pick("compat", "compat, core", "core, compat, types")
        self.lines.append("from shop import " + more)
        self.shown += self.uses("compat")

    def module_as(self, number: int) -> None:
        more = self.pick("", ", os", ", shop.core as sc")
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
            f"def f{number}({self.pick('', 'price=1', 'core=2')}):\n"
            "    from shop.compat import slug, Cash\n"
            '    import shop.compat as q\n    return slug("A b"), Cash.unit, q.price()'
        )
        self.shown.append(f"f{number}()")

    def bound(self, number: int) -> str:
        """Import the layer, and return by what name."""
        local = self.pick("shop.compat", f"n{number}")
        self.lines.append("import shop.compat" + (f" as {local}" if local[0] == "n" else ""))
        return local

    def annotated(self, number: int) -> None:
        local = self.bound(number)
        self.lines.append(
            f"def g{number}(a: '{local}.Cart', b: 'list[{local}.Cash]') -> '{local}.Cart | None':\n"
            f"    # type: (...) -> {local}.Cart\n    return {local}.price()"
        )
        hints = f"__import__('typing').get_type_hints(g{number})"
        self.shown += [f"g{number}(1, 2)", f"{hints}['a'].__name__", f"str({hints}['b'])[-8:]"]

    def documented(self, number: int) -> None:
        local = self.bound(number)
        inside = self.pick("", f">>> {self.lines[-1]}\n    ")
        self.lines.append(
            f"def h{number}():\n    '''\n    {inside}>>> {local}.price(), {local}.slug('A')\n"
            "    (3, 'a')\n    >>> from shop.compat import (shout,\n    ...     Cash)\n"
            "    >>> Cash.unit + shout('x')\n    'eurX'\n    '''"
        )
        run = f"__import__('doctest').run_docstring_examples(h{number}, dict(globals()))"
        self.shown += [run, f"{local}.slug('B')"]

    def in_class(self, number: int) -> None:
        self.lines.append(
            f"class K{number}:\n    from shop.compat import price as p, slug\n    core = text = 3\n"
            "    def slug(self): return _t.slug('A')\n    x = p()"
        )
        self.shown += [f"K{number}.x", f"K{number}().slug()"]

    def named(self, number: int) -> None:
        """Names in strings."""
        self.lines += ["import importlib", "from unittest import mock"]
        self.shown += [
            "importlib.import_module('shop.compat.text').slug('A')",
            "__import__('shop.compat.text').__name__",
            "mock.patch('shop.compat.Cash.unit', 'usd').attribute",
        ]

    def hidden(self, number: int) -> None:
        """What is not always rewritten: a name that is global, or set."""
        self.lines.append(
            self.pick(
                f"def z{number}():\n    global compat\n    from shop import compat\nz{number}()",
                f"import shop.compat as compat\ncompat.new{number} = 3",
                "try:\n    from shop import compat\nexcept ImportError:\n    compat = None",
                "from shop import compat\nhold = compat",
            )
        )
        self.shown += self.uses("compat")

    def taken(self, number: int) -> None:
        """Names that another module has from the layer."""
        how = self.pick("import app.facade as fa", "from app import facade as fa")
        self.lines += [how, "from app.facade import *", "from app.facade import legacy as le, cash"]
        self.shown += ["fa.legacy.price()", "legacy.slug('Q')", "le.Cash.unit", "cash.unit"]

    def text(self) -> str:
        for number in range(self.random.randint(1, 4)):
            self.add(number)
        shown = [f'print(getattr({s}, "__name__", {s}))' for s in self.shown]
        end = self.pick("\n", "\r\n")
        return "\n".join([*self.lines, *shown, ""]).replace("\n", end)


FACADE = """\
import shop.compat as legacy
from shop.compat import Cash as cash
START = legacy.price(), legacy.slug("S")
"""


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
    """Where something stays, they run the same with the layer; where nothing does, without it."""
    root = tmp_path / "target"
    shutil.copytree(TREE, root)
    (root / "app/facade.py").write_text(FACADE)
    for number in range(MODULES):
        (root / f"app/m{number}.py").write_bytes(Writer(FIRST + number).text().encode())
    before = run(root)
    assert not [text for text in before if "Error" in text], "the modules are right to begin with"

    plan = plan_fix(root, scan(root, "shop.compat"))
    assert len({r.path for r, _ in plan.unfixed}) < MODULES / 2
    plan.apply()
    again = plan_fix(root, scan(root, "shop.compat"))
    assert again.edits == {}, "idempotent"
    assert difference(before, run(root)) == {}

    stays = {r.path for r, _ in plan.unfixed}
    shutil.rmtree(root / "shop/compat")
    left = difference(before, run(root))
    assert {i: texts for i, texts in left.items() if f"app/m{i}.py" not in stays} == {}


def difference(before: list[str], after: list[str]) -> dict[int, tuple[str, str]]:
    pairs = enumerate(zip(before, after, strict=True))
    return {i: (b, a) for i, (b, a) in pairs if a != b}
