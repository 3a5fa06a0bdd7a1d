"""The scan and the fix beside their peers: whole processes, in turn, on one repository.

T1 is a handful of packages from the index, T2 many more beside the interpreter's own library.
They are fetched by pip once, into the user's cache folder, and laid out there as repositories.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

from fetch import cache
from measure import Figures, compare, machine, table

OFFRAMP = [sys.executable, "-m", "offramp"]
T1 = ("django", "sqlalchemy", "sympy", "numpy", "pandas", "scipy", "networkx", "matplotlib")
MORE = ("requests", "boto3", "botocore", "jedi", "plotly", "scikit-learn", "statsmodels")
T2 = (*T1, *MORE, "transformers", "ansible-core")
PATIENCE = 900  # seconds for pip
FILES = 500
LESS = 10  # LibCST takes minutes for all of them, and as much for each
LINES = 100_000
RENAME = """
import sys
import libcst as cst
from libcst.codemod import CodemodContext
from libcst.codemod.commands.rename import RenameCommand

for name in sys.stdin.read().split("\\n"):
    context = CodemodContext(filename=name)
    command = RenameCommand(context, old_name="shop.compat", new_name="shop.core")
    with open(name, encoding="utf-8") as file:
        command.transform_module(cst.parse_module(file.read()))
"""

Aim = tuple[str, str, str, float]
"""Words, and two of the figures of which the first may take so many times the CPU of the second."""

FRESH, AGAIN = "offramp", "offramp, a second time"
RUFF, WARM, GREP = "ruff TID251 --no-cache", "ruff TID251, a second time", "git grep -lF"


def small(_scratch: Path) -> None:
    """Who imports a layer, and two renamed roots, in T1."""
    tree = _tree("T1", T1)
    _scans(tree, "django.utils.functional", [("a third of ruff's CPU", FRESH, RUFF, 1 / 3)])
    for word in ("tools", "memory"):
        _scans(tree, f"{word}=labs", [("no more CPU than ruff", FRESH, RUFF, 1)])


def large(_scratch: Path) -> None:
    """Who imports a layer, and a renamed root, in T2."""
    tree = _tree("T2", T2, Path(sysconfig.get_path("stdlib")))
    aims = [
        ("a sixth of ruff's CPU", FRESH, RUFF, 1 / 6),
        ("4 times git grep's CPU", FRESH, GREP, 4),
        ("no more CPU than ruff's cache", AGAIN, WARM, 1),
    ]
    for layer in ("pandas.compat", "django.utils.functional", "numpy.core"):
        _scans(tree, layer, aims)
    for word in ("tools", "memory"):
        _scans(tree, f"{word}=labs", [("no more CPU than ruff", FRESH, RUFF, 1)])


def fix(scratch: Path) -> None:
    """Rewrite 500 files with hits, beside LibCST's RenameCommand on a tenth of them."""
    names = _shop(scratch)[::LESS]
    listing = scratch.parent / f"{scratch.name}.txt"
    listing.write_text("\n".join(names))
    rename = f"exec {sys.executable} -c '{RENAME}' < {listing}"
    figures = compare(
        {
            "offramp compat-fix": [*OFFRAMP, "compat-fix", "--diff", "--no-cache", "--json"],
            "LibCST RenameCommand, a tenth": ["sh", "-c", rename],
        },
        cwd=scratch,
        runs=1,
        warm=False,
    )
    listing.unlink()
    print(f"fix: {FILES} files with hits ({machine()})\n{table(figures)}")
    theirs = "LibCST RenameCommand, a tenth"
    _judge(figures, [("a twentieth of LibCST's CPU", "offramp compat-fix", theirs, LESS / 20)])


def lines(scratch: Path) -> None:
    """Text files in which 100,000 lines name the layer: what is listed, and in how much memory."""
    (scratch / "shop").mkdir()
    (scratch / "shop" / "compat.py").write_text("text = str\n")
    for name in ("log.txt", "data.json", "run.sh", "setup.cfg"):
        (scratch / name).write_text("import shop.compat\n" * LINES)
    _commit(scratch)
    report = [*OFFRAMP, "compat-report", "--layer", "shop.compat", "--no-cache", "--json"]
    figures = compare({FRESH: report}, cwd=scratch, runs=1, accept=(2,))
    listed = subprocess.run(report, cwd=scratch, capture_output=True, check=False).stdout
    print(f"lines: 4 files of {LINES} matching lines; {len(listed) / 1e6:.1f} MB are listed")
    print(table(figures))
    _judge(figures, [])


def _scans(tree: Path, name: str, aims: Sequence[Aim]) -> None:
    """Scan for a layer, or for ``old=new``, beside ruff and git grep, and hold it to the aims."""
    old, _, renamed = name.partition("=")
    ban = f"lint.flake8-tidy-imports.banned-api.'{old}'.msg='no'"
    ruff = ["ruff", "check", "--isolated", "--select", "TID251", "--config", ban, "."]
    report = [*OFFRAMP, "compat-report", "--rename" if renamed else "--layer", name, "--json"]
    figures = compare(
        {
            FRESH: [*report, "--no-cache"],
            AGAIN: report,
            RUFF: [*ruff, "--no-cache"],
            WARM: [*ruff, "--cache-dir", str(cache() / "ruff")],
            GREP: ["git", "grep", "-lF", old],
        },
        cwd=tree,
        runs=3,
        accept=(0, 1, 2),
    )
    files = sum(1 for _ in tree.rglob("*.py"))
    print(f"{tree.name}: {name} in {files} Python files ({machine()})\n{table(figures)}")
    _judge(figures, aims)


def _judge(figures: dict[str, Figures], aims: Sequence[Aim]) -> None:
    for words, ours, theirs, times in aims:
        ratio = figures[ours].cpu / figures[theirs].cpu
        reached = "reached" if ratio <= times else "NOT reached"
        print(f"  {words}: {ratio:.2f} of it, {times:.2f} allowed: {reached}")
    peak = next(iter(figures.values())).peak
    print(f"  under 150 MiB: {peak:.0f}: {'reached' if peak < 150 else 'NOT reached'}\n")


def _tree(name: str, packages: Sequence[str], library: Path | None = None) -> Path:
    """Return a repository of packages from the index, made where it is not there yet."""
    tree = cache() / "imports" / name
    if (tree / ".git").is_dir():
        return tree
    shutil.rmtree(tree, ignore_errors=True)
    wheels = _wheels(packages)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(tree / wheel.name.partition("-")[0])
    if library is not None:
        ignore = shutil.ignore_patterns("__pycache__", "*.so", "*.a")
        shutil.copytree(library, tree / "library", ignore=ignore, symlinks=True)
    for built in tree.rglob("*.so*"):
        built.unlink()
    _commit(tree)
    return tree


def _wheels(packages: Sequence[str]) -> list[Path]:
    folder = cache() / "imports" / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    patterns = {name: f"{name.replace('-', '_')}-*.whl" for name in packages}
    missing = [name for name, pattern in patterns.items() if not any(folder.glob(pattern))]
    if missing:
        download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
        only = ["--only-binary", ":all:", "-d", str(folder)]
        subprocess.run([*download, *only, *missing], check=True, timeout=PATIENCE)
    return [max(folder.glob(pattern)) for pattern in patterns.values()]


def _shop(tree: Path) -> list[str]:
    """Write a package with a layer and 500 modules of django that use it; return their names."""
    (tree / "shop").mkdir()
    (tree / "shop" / "__init__.py").write_text("")
    (tree / "shop" / "core.py").write_text("def text(value):\n    return str(value)\n")
    (tree / "shop" / "compat.py").write_text("from shop.core import text\n")
    (tree / "offramp.toml").write_text('[compat]\nlayer = "shop.compat"\n')
    found = sorted(_tree("T1", T1).joinpath("django").rglob("*.py"))
    names = []
    for number, path in enumerate([p for p in found if p.stat().st_size > 2000][:FILES]):
        names.append(f"user_{number}.py")
        use = "\n\nfrom shop.compat import text\n\nprint(text(1))\n"
        (tree / names[-1]).write_text(path.read_text("utf-8") + use, "utf-8")
    _commit(tree)
    return names


def _commit(tree: Path) -> None:
    git = ["git", "-c", "user.name=b", "-c", "user.email=b@example.com"]
    for words in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "measure"]):
        subprocess.run([*git, *words], cwd=tree, check=True)
