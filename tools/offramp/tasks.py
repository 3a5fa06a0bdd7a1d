"""The Invoke tasks: thin doors over the plan.

A repository's own ``tasks.py`` is one line: ``from offramp.tasks import ns``. The names are flat,
because Invoke loses the configuration of a sub-collection's tasks; and no task has pre-tasks,
because Invoke would not pass the caller's arguments on to them: the engine owns the order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Any, NamedTuple

from invoke import Collection, Context, Task, task

from offramp.doors import Options, Reply, answer, compat, house, openapi, stages, suites, walk
from offramp.report.terminal import Terminal


class Option(NamedTuple):
    """What may be said at a door: the value where nothing is said, and the help text."""

    default: Any
    help: str


Said = dict[str, Any]
Table = Mapping[str, Option]

FORMAT = {
    "format": Option("text", "text, or json on standard output"),
    "json": Option(False, "the same as --format json"),
}
REPO = {"repo": Option("", "a folder in the repository to work on (default: the current one)")}
DRY = {"dry_run": Option(False, "say what would be done, and change nothing")}
SCAN = {
    "layer": Option(None, "dotted name of the layer, in place of the settings (may be repeated)"),
    "rename": Option(None, "old=new, in place of the settings (may be repeated)"),
    "max_hits": Option("", "a budget below the committed one"),
    "no_cache": Option(False, "read every file anew"),
    "all_files": Option(False, "read the files that git ignores, too"),
}
BASE = {"base": Option("", "the baseline branch, tag or commit, in place of the settings")}
REFRESH = {"refresh": Option(False, "make the baseline anew")}


def door(
    *tables: Table, positional: str = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that makes a function an Invoke task with these options, all long.

    Args:
        tables: the options of the door; ``--format`` and ``--json`` come with every door.
        positional: the name of an argument that is said without its option.
    """
    options = {name: option for table in (*tables, FORMAT) for name, option in table.items()}
    said = [
        Parameter(
            name,
            Parameter.POSITIONAL_OR_KEYWORD,
            default=Parameter.empty if name == positional else option.default,
        )
        for name, option in options.items()
    ]
    said.sort(key=lambda parameter: parameter.default is not Parameter.empty)

    def decorate(body: Callable[..., None]) -> Callable[..., None]:
        context = Parameter("c", Parameter.POSITIONAL_OR_KEYWORD)
        body.__signature__ = Signature([context, *said])  # type: ignore[attr-defined] # PEP 362
        made: Callable[..., None] = task(
            help={name: option.help for name, option in options.items()},
            auto_shortflags=False,
            positional=[positional] if positional else [],
            iterable=("layer", "rename"),
        )(body)
        return made

    return decorate


def go(c: Context, said: Said, act: Callable[..., Reply], *args: Any) -> None:
    """Pass on what was said at a door, and leave with its exit code where it is not 0."""
    known = ("repo", "base", "max_hits", "commit", "refresh", "all_files")
    options = Options(
        **{key: said[key] for key in known if key in said},
        layer=tuple(said.get("layer") or ()),
        rename=tuple(said.get("rename") or ()),
        cache=not said.get("no_cache", False),
        dry_run=bool(said.get("dry_run") or c.config.run.dry),
    )

    def done(terminal: Terminal) -> Reply:
        return act(terminal, options, *args)

    code = answer(done, format=said["format"], as_json=said["json"])
    if code:
        sys.exit(code)


@door()
def plan(c: Context, **said: Any) -> None:
    """Show the plan: each step, its reason, and what it writes."""
    go(c, said, stages.plan)


@door(REPO)
def status(c: Context, **said: Any) -> None:
    """Say how each exit criterion stands: met, not met, stale or missing."""
    go(c, said, stages.status)


@door(REPO, DRY)
def stage_a(c: Context, **said: Any) -> None:
    """Stage A, enforce: prove that nothing uses the layer, while it is still there."""
    go(c, said, stages.stage, "a")


@door(REPO, DRY, {"commit": Option(False, "make the one commit at the end")})
def stage_b(c: Context, **said: Any) -> None:
    """Stage B, remove: delete the layer, tidy, run the suites, or restore everything."""
    go(c, said, stages.stage, "b")


@door(REPO, DRY, BASE, REFRESH)
def stage_c(c: Context, **said: Any) -> None:
    """Stage C, polish: document, validation, baseline, contract diff, guide."""
    go(c, said, stages.stage, "c")


@door(REPO, DRY)
def rollback(c: Context, **said: Any) -> None:
    """Bring back the tree of before the last removal, also after more commits."""
    go(c, said, stages.rollback)


@door(REPO, DRY, SCAN)
def compat_report(c: Context, **said: Any) -> None:
    """List every reference to the layer: what it is, and whether it counts."""
    go(c, said, compat.report)


@door(REPO, SCAN)
def compat_enforce(c: Context, **said: Any) -> None:
    """Read the tree, run the smoke suite recorded, and hold both against the budget."""
    go(c, said, compat.enforce_budget)


@door(REPO, DRY, SCAN, {"diff": Option(False, "show the difference, write nothing")})
def compat_fix(c: Context, **said: Any) -> None:
    """Rewrite what can be rewritten; list what cannot, with the reason."""
    go(c, said, compat.fix, not said["diff"])


@door(REPO, DRY)
def compat_remove(c: Context, **said: Any) -> None:
    """Remove the layer and tidy up, without the suites."""
    go(c, said, compat.remove)


@door(REPO, SCAN)
def check_legacy_imports(c: Context, **said: Any) -> None:
    """Check that no renamed root is used under its old name."""
    go(c, said, compat.legacy_imports)


@door(REPO)
def openapi_spec(c: Context, **said: Any) -> None:
    """Make the OpenAPI document, in an isolated environment, and polish it."""
    go(c, said, openapi.steps, "spec")


@door(REPO, {"document": Option("", "a file; by default the application makes it")})
def openapi_validate(c: Context, **said: Any) -> None:
    """Validate a document, by the specification that it names."""
    go(c, said, openapi.validate, said["document"])


@door(REPO, BASE, REFRESH)
def openapi_baseline(c: Context, **said: Any) -> None:
    """Make the document of the merge base, through a worktree, in its own environment."""
    go(c, said, openapi.steps, "baseline")


@door(
    REPO,
    {
        "base": Option("", "the baseline branch; with --cand, a file"),
        "cand": Option("", "a file to compare the file --base with"),
    },
    REFRESH,
)
def openapi_diff(c: Context, **said: Any) -> None:
    """Compare the contract with the merge base's, or two files with each other."""
    go(c, said, openapi.diff, said["cand"])


@door(REPO, BASE)
def migration_guide(c: Context, **said: Any) -> None:
    """Write the migration guide from the evidence."""
    go(c, said, openapi.steps, "guide")


@door(REPO)
def smoke(c: Context, **said: Any) -> None:
    """Run the smoke suite in the target's own environment."""
    go(c, said, suites.suite, "smoke")


@door(REPO)
def unit(c: Context, **said: Any) -> None:
    """Run the unit suite in the target's own environment."""
    go(c, said, suites.suite, "unit")


@door(REPO)
def doctor(c: Context, **said: Any) -> None:
    """Check what every step takes for granted."""
    go(c, said, house.doctor)


@door(
    REPO,
    {
        "layer": Option(None, "the dotted name of the layer"),
        "app": Option("", "the application, as package.module:attribute"),
        "base": Option("", "the baseline branch (default: main)"),
    },
    DRY,
)
def init(c: Context, **said: Any) -> None:
    """Write settings, tasks.py and noxfile.py into a repository that has none."""
    go(c, said, house.init, said["app"])


@door({"rule": Option("", "the id of a rule, as findings carry it")}, positional="rule")
def explain(c: Context, **said: Any) -> None:
    """Tell what a rule means, what it weighs, and where that comes from."""
    go(c, said, house.explain, said["rule"])


@door()
def demo(c: Context, **said: Any) -> None:
    """Walk the whole way on the reference service, talking as it goes."""
    go(c, said, walk.demo)


ns = Collection(*(value for value in list(globals().values()) if isinstance(value, Task)))
