"""The Invoke tasks: thin doors over the plan.

A repository's own ``tasks.py`` is one line: ``from offramp.tasks import ns``. The names are flat,
because Invoke loses the configuration of a sub-collection's tasks; and no task has pre-tasks,
because Invoke would not pass the caller's arguments on to them: the engine owns the order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from invoke import Collection, Context, task

from offramp.doors import Options, Reply, answer, compat, house, openapi, stages, suites, walk
from offramp.report.terminal import Terminal

FORMAT = {
    "format": "text, or json on standard output",
    "json": "the same as --format json",
}
REPO = {"repo": "a folder in the repository to work on (default: the current one)"}
DRY = {"dry_run": "say what would be done, and change nothing"}
SCAN = {
    "layer": "dotted name of the layer, in place of the settings (may be repeated)",
    "rename": "old=new, in place of the settings (may be repeated)",
    "max_hits": "a budget below the committed one",
    "no_cache": "read every file anew",
    "all_files": "read the files that git ignores, too",
}
BASE = {"base": "the baseline branch, tag or commit, in place of the settings"}


Body = TypeVar("Body", bound=Callable[..., None])


def door(
    *helps: Mapping[str, str],
    about: Mapping[str, str] = REPO,
    positional: tuple[str, ...] = (),
) -> Callable[[Body], Body]:
    """Return Invoke's decorator for a door: long options only, each with its help."""
    decorator: Callable[[Body], Body] = task(
        help={name: text for table in (about, *helps, FORMAT) for name, text in table.items()},
        auto_shortflags=False,
        positional=positional,
        iterable=("layer", "rename"),
    )
    return decorator


def go(c: Context, said: Mapping[str, Any], act: Callable[..., Reply], *args: Any) -> None:
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


@door(about={})
def plan(c: Context, format: str = "text", json: bool = False) -> None:
    """Show the plan: each step, its reason, and what it writes."""
    go(c, locals(), stages.plan)


@door()
def status(c: Context, repo: str = "", format: str = "text", json: bool = False) -> None:
    """Say how each exit criterion stands: met, not met, stale or missing."""
    go(c, locals(), stages.status)


@door(DRY)
def stage_a(
    c: Context, repo: str = "", dry_run: bool = False, format: str = "text", json: bool = False
) -> None:
    """Stage A, enforce: prove that nothing uses the layer, while it is still there."""
    go(c, locals(), stages.stage, "a")


@door(DRY, {"commit": "make the one commit at the end"})
def stage_b(
    c: Context,
    repo: str = "",
    dry_run: bool = False,
    commit: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Stage B, remove: delete the layer, tidy, run the suites, or restore everything."""
    go(c, locals(), stages.stage, "b")


@door(DRY, BASE, {"refresh": "make the baseline anew"})
def stage_c(
    c: Context,
    repo: str = "",
    dry_run: bool = False,
    base: str = "",
    refresh: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Stage C, polish: document, validation, baseline, contract diff, guide."""
    go(c, locals(), stages.stage, "c")


@door(DRY)
def rollback(
    c: Context, repo: str = "", dry_run: bool = False, format: str = "text", json: bool = False
) -> None:
    """Bring back the tree of before the last removal, also after more commits."""
    go(c, locals(), stages.rollback)


@door(DRY, SCAN)
def compat_report(
    c: Context,
    repo: str = "",
    dry_run: bool = False,
    layer: Any = None,
    rename: Any = None,
    max_hits: str = "",
    no_cache: bool = False,
    all_files: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """List every reference to the layer: what it is, and whether it counts."""
    go(c, locals(), compat.report)


@door(SCAN)
def compat_enforce(
    c: Context,
    repo: str = "",
    layer: Any = None,
    rename: Any = None,
    max_hits: str = "",
    no_cache: bool = False,
    all_files: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Read the tree, run the smoke suite recorded, and hold both against the budget."""
    go(c, locals(), compat.enforce_budget)


@door(DRY, SCAN, {"diff": "show the difference, write nothing"})
def compat_fix(
    c: Context,
    repo: str = "",
    diff: bool = False,
    dry_run: bool = False,
    layer: Any = None,
    rename: Any = None,
    max_hits: str = "",
    no_cache: bool = False,
    all_files: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Rewrite what can be rewritten; list what cannot, with the reason."""
    go(c, locals(), compat.fix, not diff)


@door(DRY)
def compat_remove(
    c: Context, repo: str = "", dry_run: bool = False, format: str = "text", json: bool = False
) -> None:
    """Remove the layer and tidy up, without the suites."""
    go(c, locals(), compat.remove)


@door(SCAN)
def check_legacy_imports(
    c: Context,
    repo: str = "",
    layer: Any = None,
    rename: Any = None,
    max_hits: str = "",
    no_cache: bool = False,
    all_files: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Check that no renamed root is used under its old name."""
    go(c, locals(), compat.legacy_imports)


@door()
def openapi_spec(c: Context, repo: str = "", format: str = "text", json: bool = False) -> None:
    """Make the OpenAPI document, in an isolated environment, and polish it."""
    go(c, locals(), openapi.steps, "spec")


@door({"document": "a file; by default the application makes it"})
def openapi_validate(
    c: Context, repo: str = "", document: str = "", format: str = "text", json: bool = False
) -> None:
    """Validate a document, by the specification that it names."""
    go(c, locals(), openapi.validate, document)


@door(BASE, {"refresh": "make it anew"})
def openapi_baseline(
    c: Context,
    repo: str = "",
    base: str = "",
    refresh: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Make the document of the merge base, through a worktree, in its own environment."""
    go(c, locals(), openapi.steps, "baseline")


@door(
    {
        "base": "the baseline branch; with --cand, a file",
        "cand": "a file to compare the file --base with",
        "refresh": "make the baseline anew",
    }
)
def openapi_diff(
    c: Context,
    repo: str = "",
    base: str = "",
    cand: str = "",
    refresh: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Compare the contract with the merge base's, or two files with each other."""
    go(c, locals(), openapi.diff, cand)


@door(BASE)
def migration_guide(
    c: Context, repo: str = "", base: str = "", format: str = "text", json: bool = False
) -> None:
    """Write the migration guide from the evidence."""
    go(c, locals(), openapi.steps, "guide")


@door()
def smoke(c: Context, repo: str = "", format: str = "text", json: bool = False) -> None:
    """Run the smoke suite in the target's own environment."""
    go(c, locals(), suites.suite, "smoke")


@door()
def unit(c: Context, repo: str = "", format: str = "text", json: bool = False) -> None:
    """Run the unit suite in the target's own environment."""
    go(c, locals(), suites.suite, "unit")


@door()
def doctor(c: Context, repo: str = "", format: str = "text", json: bool = False) -> None:
    """Check what every step takes for granted."""
    go(c, locals(), house.doctor)


@door(
    DRY,
    {
        "layer": "the dotted name of the layer",
        "app": "the application, as package.module:attribute",
        "base": "the baseline branch (default: main)",
    },
)
def init(
    c: Context,
    repo: str = "",
    layer: Any = None,
    app: str = "",
    base: str = "",
    dry_run: bool = False,
    format: str = "text",
    json: bool = False,
) -> None:
    """Write settings, tasks.py and noxfile.py into a repository that has none."""
    go(c, locals(), house.init, app)


@door(about={"rule": "the id of a rule, as findings carry it"}, positional=("rule",))
def explain(c: Context, rule: str, format: str = "text", json: bool = False) -> None:
    """Tell what a rule means, what it weighs, and where that comes from."""
    go(c, locals(), house.explain, rule)


@door()
def demo(c: Context, repo: str = "", format: str = "text", json: bool = False) -> None:
    """Walk the whole way on the reference service, talking as it goes."""
    go(c, locals(), walk.demo)


ns = Collection(
    plan,
    status,
    stage_a,
    stage_b,
    stage_c,
    rollback,
    compat_report,
    compat_enforce,
    compat_fix,
    compat_remove,
    check_legacy_imports,
    openapi_spec,
    openapi_validate,
    openapi_baseline,
    openapi_diff,
    migration_guide,
    smoke,
    unit,
    doctor,
    init,
    explain,
    demo,
)
