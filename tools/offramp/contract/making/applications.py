"""Which applications a tree has, where the settings name none: read, and nothing is imported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from offramp import git
from offramp.contract.making.modules import NEEDS, Module, read
from offramp.errors import ConfigError

_ASIDE = re.compile(
    r"(^|/)(tests?|testing|docs?|docs_src|examples?|samples?|demos?|benchmarks?|scripts?|"
    r"fixtures|templates?|vendor|node_modules)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$|\{\{"
)
_IMPORTS = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
_SOURCES = ("src", "lib", "python")
_TOLD = 12


@dataclass(frozen=True, order=True)
class Application:
    """An application of the tree.

    Attributes:
        app: ``module:attribute``.
        root: the folder that the module is imported from, relative to the tree; empty for itself.
        path: the file that makes it, relative to the tree.
        line: 1-based.
        needs: whether it is a factory that asks for arguments.
    """

    app: str
    root: str
    path: str
    line: int
    needs: bool = False

    def __str__(self) -> str:
        """Return it as a line for people."""
        below = f', roots = ["{self.root}"]' if self.root else ""
        needs = ", a factory that needs arguments" if self.needs else ""
        return f"{self.app}{below} ({self.path}:{self.line}){needs}"


def the_application(tree: Path, roots: Sequence[str] = ()) -> Application:
    """Return the one application of a tree.

    Args:
        tree: its root, a git work tree.
        roots: folders on the import path, relative to it, where the settings name some.

    Raises:
        ConfigError: there is none, or more than one.
    """
    found = applications(tree, roots)
    if len(found) == 1 and not found[0].needs:
        return found[0]
    first = found[0].app if found else "package.module:attribute"
    raise ConfigError(
        f"no application is named, and the tree has {len(found) or 'none'} that can be seen",
        expected=f'app = "{first}" in [tool.offramp.openapi], or command, or document',
        found="\n".join(map(str, found[:_TOLD])) or None,
        next="add it, or compare two files: offramp openapi-diff --base A.json --cand B.json",
    )


def applications(tree: Path, roots: Sequence[str] = ()) -> list[Application]:
    """Return the applications of a tree that a document can be made of, sorted.

    An application that another one contains, and a factory that another one calls or whose
    product is bound to a name, do not count beside these; those of tests, examples and
    documentation only where there is no other. A factory that needs arguments is none to take,
    and yet another one.
    """
    words = "|".join(sorted({name.rpartition(".")[2] for name in NEEDS}))
    modules = _modules(tree, rf"(^|\W)({words})\(|^class .*\W({words})\)", roots)
    factories = sorted({name for module in modules for name in module.factories})
    if factories:
        known = {module.path for module in modules}
        callers = rf"^\w+ *(:.*)?=(.*\W)?({'|'.join(factories)})\("
        modules += [m for m in _modules(tree, callers, roots) if m.path not in known]
    main = [module for module in modules if not _ASIDE.search(module.path)]
    return sorted(_applications(main, tree, roots)) or sorted(_applications(modules, tree, roots))


def _modules(tree: Path, pattern: str, roots: Sequence[str]) -> list[Module]:
    """Read the modules of which a line has a pattern."""
    words = ("grep", "--untracked", "--no-color", "-lzE", pattern, "--", "*.py")
    done = git.run(tree, *words, accept=(0, 1))
    found = []
    for path in sorted(filter(None, done.stdout.decode("utf-8", "surrogateescape").split("\0"))):
        root = root_of(tree, path, roots)
        inner = PurePosixPath(path).relative_to(root or ".").with_suffix("")
        parts = inner.parts[:-1] if inner.name == "__init__" else inner.parts
        try:
            found.append(read(".".join(parts), path, (tree / path).read_bytes()))
        except (SyntaxError, ValueError, RecursionError, OSError):
            continue
    return found


def _applications(
    modules: Sequence[Module], tree: Path, roots: Sequence[str]
) -> Iterator[Application]:
    factories = {
        f"{m.name}.{name}": (m, *said) for m in modules for name, said in m.factories.items()
    }
    contained = {name for module in modules for name in module.contained}
    mounted = {name for module in modules for name in module.mounted}
    found = [(m, name, line, kind) for m in modules for name, (line, kind) in m.made.items()]
    calls = [(m, name, *said) for m in modules for name, said in m.called.items()]
    bound = {function for *_, function in calls}
    found += [(m, n, line, factories[f][2]) for m, n, line, f in calls if f in factories]
    found += [
        (module, dotted.rpartition(".")[2], line, kind)
        for dotted, (module, line, kind, _) in factories.items()
        if dotted not in bound and dotted not in contained
    ]
    kinds = {kind for *_, kind in found}
    less = {kind for kind in kinds if NEEDS[kind] and not _has_word(tree, NEEDS[kind])}
    if any(kind.startswith("ninja") for kind in kinds):
        less |= {"django.get_wsgi_application", "django.get_asgi_application"}
    elif "django.get_wsgi_application" in kinds:
        less.add("django.get_asgi_application")
    for module, name, line, kind in found:
        if kind not in less and f"{module.name}.{name}" not in mounted:
            root = root_of(tree, module.path, roots)
            needs = name in module.factories and not module.factories[name][2]
            yield Application(f"{module.name}:{name}", root, module.path, line, needs)


def _has_word(tree: Path, word: str) -> bool:
    words = ("grep", "--untracked", "-qw", "-e", word, "--", "*.py")
    return git.run(tree, *words, accept=(0, 1)).returncode == 0


def root_of(tree: Path, path: str, roots: Sequence[str] = ()) -> str:
    """Return the folder that a file is imported from, relative to the tree; empty for the tree.

    That is one of ``roots`` where it lies in one; else the folder above its topmost package. For
    a file in no package it is the nearest folder that has what the file imports, else ``src`` or
    the tree: what lies in ``app/main.py`` is ``app.main``.
    """
    folder = PurePosixPath(path).parent
    for root in sorted(roots, key=len, reverse=True):
        if PurePosixPath(root) in (folder, *folder.parents):
            return "" if root == "." else root
    package = folder
    while str(package) != "." and (tree / package / "__init__.py").is_file():
        package = package.parent
    above = [package, *package.parents] if str(package) != "." else [package]
    text = (tree / path).read_text(encoding="utf-8", errors="replace")
    tops = set(_IMPORTS.findall(text))
    for one in above:
        if any(_has_module(tree / one, top) or (tree / one / top).is_dir() for top in tops):
            return _named(one)
    special = [one for one in above if one.name in _SOURCES or (tree / one / "manage.py").is_file()]
    if special:
        return _named(special[0])
    return _named(package) if package != folder else ""


def roots_of(tree: Path, app: str) -> list[str]:
    """Return the folder that an application's module is imported from, where it is not the tree.

    Args:
        tree: the tree's root.
        app: ``module:attribute``.

    Returns:
        One folder, relative to the tree, two levels deep at most; none where the module lies at
        the root, nowhere, or in more than one.
    """
    module = app.partition(":")[0].split(".")
    if _has_module(tree, *module):
        return []
    below = [path for path in (*tree.glob("*/"), *tree.glob("*/*/")) if "." not in path.name]
    found = [path.relative_to(tree) for path in below if _has_module(path, *module)]
    return [found[0].as_posix()] if len(found) == 1 else []


def _named(folder: PurePosixPath) -> str:
    return "" if str(folder) == "." else str(folder)


def _has_module(folder: Path, *names: str) -> bool:
    path = folder.joinpath(*names)
    return path.with_name(path.name + ".py").is_file() or (path / "__init__.py").is_file()
