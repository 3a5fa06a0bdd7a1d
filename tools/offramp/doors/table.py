"""Every door, as data: its name, what it is for, what may be said at it, and what it does.

``offramp.tasks`` makes Invoke tasks of them, ``offramp.cli`` the command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from offramp import doors
from offramp.doors.guard import Reply, answer
from offramp.doors.options import Options
from offramp.doors.words import (
    ALLOW,
    BASE,
    DRY,
    FILES,
    FORMAT,
    POLICY,
    RATCHET,
    REFRESH,
    REPO,
    SCAN,
    Option,
    Words,
)
from offramp.report.terminal import Terminal

Said = Mapping[str, Any]


class Door(NamedTuple):
    """A door.

    Attributes:
        name: as it is said, with dashes.
        help: one line.
        act: does it: the terminal, the options, and all that was said.
        options: name with underscores → what may be said.
        argument: the option that is said without its name; it must be.
    """

    name: str
    help: str
    act: Callable[[Terminal, Options, Said], Reply]
    options: Words
    argument: str | None = None


DOORS = (
    Door(
        "plan",
        "Show the plan: each step, its reason, and what it writes.",
        lambda terminal, options, _: doors.stages.plan(terminal, options),
        REPO | FORMAT,
    ),
    Door(
        "status",
        "Say how each exit criterion stands: met, not met, stale or missing.",
        lambda terminal, options, _: doors.stages.status(terminal, options),
        REPO | FORMAT,
    ),
    Door(
        "stage-a",
        "Stage A, enforce: prove that nothing uses the layer, while it is still there.",
        lambda terminal, options, _: doors.stages.stage(terminal, options, "a"),
        REPO | DRY | FORMAT,
    ),
    Door(
        "stage-b",
        "Stage B, remove: delete the layer, tidy, run the suites, or restore everything.",
        lambda terminal, options, _: doors.stages.stage(terminal, options, "b"),
        REPO | DRY | {"commit": Option(False, "make the one commit at the end")} | FORMAT,
    ),
    Door(
        "stage-c",
        "Stage C, polish: document, validation, baseline, contract diff, guide.",
        lambda terminal, options, _: doors.stages.stage(terminal, options, "c"),
        REPO | DRY | BASE | REFRESH | FORMAT,
    ),
    Door(
        "rollback",
        "Bring back the tree of before the last removal, also after more commits.",
        lambda terminal, options, _: doors.stages.rollback(terminal, options),
        REPO | DRY | FORMAT,
    ),
    Door(
        "compat-report",
        "List every reference to the layer: what it is, and whether it counts.",
        lambda terminal, options, _: doors.compat.report(terminal, options),
        REPO | DRY | SCAN | FORMAT,
    ),
    Door(
        "compat-enforce",
        "Read the tree, run the smoke suite recorded, and hold both against the budget.",
        lambda terminal, options, _: doors.compat.enforce_budget(terminal, options),
        REPO | DRY | SCAN | RATCHET | FORMAT,
    ),
    Door(
        "compat-burndown",
        "Count the hits of the commits so far, by today's settings.",
        lambda terminal, options, said: doors.compat.burndown(
            terminal, options, said["commits"], said["since"]
        ),
        REPO
        | {name: SCAN[name] for name in ("layer", "rename")}
        | {
            "commits": Option("20", "how many commits at most, spread over the history"),
            "since": Option("", "the first of them: a commit, branch or tag"),
        }
        | FORMAT,
    ),
    Door(
        "compat-fix",
        "Rewrite what can be rewritten; list what cannot, with the reason.",
        lambda terminal, options, said: doors.compat.fix(terminal, options, not said["diff"]),
        REPO | DRY | SCAN | {"diff": Option(False, "show the difference, write nothing")} | FORMAT,
    ),
    Door(
        "compat-remove",
        "Remove the layer and tidy up, without the suites.",
        lambda terminal, options, _: doors.compat.remove(terminal, options),
        REPO | DRY | FORMAT,
    ),
    Door(
        "check-legacy-imports",
        "Check that no renamed root is used under its old name.",
        lambda terminal, options, _: doors.compat.legacy_imports(terminal, options),
        REPO | SCAN | FORMAT,
    ),
    Door(
        "openapi-spec",
        "Make the OpenAPI document, in an isolated environment, and polish it.",
        lambda terminal, options, _: doors.polish.step(terminal, options, "spec"),
        REPO | DRY | FORMAT,
    ),
    Door(
        "openapi-validate",
        "Validate a document, by the specification that it names.",
        lambda terminal, options, said: doors.openapi.validate(terminal, options, said["document"]),
        REPO
        | DRY
        | {"document": Option("", "a file; by default the application makes it")}
        | ALLOW
        | FORMAT,
    ),
    Door(
        "openapi-probe",
        "Call the application in process, and hold its answers against its document.",
        lambda terminal, options, _: doors.polish.step(terminal, options, "probe"),
        REPO | DRY | FORMAT,
    ),
    Door(
        "openapi-baseline",
        "Make the document of the merge base, through a worktree, in its own environment.",
        lambda terminal, options, _: doors.polish.step(terminal, options, "baseline"),
        REPO | DRY | BASE | REFRESH | FORMAT,
    ),
    Door(
        "openapi-diff",
        "Compare the contract with the merge base's, or two files with each other.",
        lambda terminal, options, said: doors.openapi.diff(terminal, options, said["cand"]),
        REPO | DRY | FILES | POLICY | ALLOW | REFRESH | FORMAT,
    ),
    Door(
        "openapi-accept",
        "Accept findings of the contract diff: write them down, each with its reason.",
        lambda *what: doors.accept.accept(*what),  # noqa: PLW0108 - imported when it is entered
        REPO
        | DRY
        | FILES
        | {
            "finding": Option((), "the fingerprint of a finding (may be repeated)"),
            "all": Option(False, "every finding that fails the gate"),
            "reason": Option("", "why"),
            "expires": Option("", "the last day on which it is accepted, like 2030-12-31"),
            "prune": Option(False, "take out the entries whose findings are gone"),
        }
        | POLICY
        | ALLOW
        | REFRESH
        | FORMAT,
    ),
    Door(
        "migration-guide",
        "Write the migration guide from the evidence.",
        lambda terminal, options, _: doors.polish.step(terminal, options, "guide"),
        REPO | DRY | BASE | FORMAT,
    ),
    Door(
        "smoke",
        "Run the smoke suite in the target's own environment.",
        lambda terminal, options, _: doors.suites.suite(terminal, options, "smoke"),
        REPO | FORMAT,
    ),
    Door(
        "unit",
        "Run the unit suite in the target's own environment.",
        lambda terminal, options, _: doors.suites.suite(terminal, options, "unit"),
        REPO | FORMAT,
    ),
    Door(
        "doctor",
        "Check what every step takes for granted.",
        lambda terminal, options, said: (
            doors.house.prune(terminal, options)
            if said["prune"]
            else doors.house.doctor(terminal, options)
        ),
        REPO | {"prune": Option(False, "clear away what is kept between runs instead")} | FORMAT,
    ),
    Door(
        "init",
        "Write settings, tasks.py and noxfile.py into a repository that has none.",
        lambda terminal, options, said: doors.house.init(terminal, options, said["app"]),
        REPO
        | DRY
        | {
            "layer": Option((), "the dotted name of the layer (none: the contract alone)"),
            "app": Option(
                "", "the application, as package.module:attribute (looked for by default)"
            ),
            "base": Option("", "the baseline branch (default: main)"),
        }
        | FORMAT,
    ),
    Door(
        "explain",
        "Tell what a rule means, what it weighs, and where that comes from.",
        lambda terminal, options, said: doors.house.explain(terminal, options, said["rule"]),
        {"rule": Option("", "the id of a rule, as findings carry it")} | FORMAT,
        argument="rule",
    ),
    Door(
        "demo",
        "Walk the whole way on the reference service, talking as it goes.",
        lambda terminal, options, _: doors.walk.demo(terminal, options),
        FORMAT,
    ),
)


def enter(door: Door, said: Said, *, dry: bool = False) -> int:
    """Do what a door does with what was said at it, and return the exit code.

    Args:
        door: the door.
        said: option → value; an option that was not said has its default.
        dry: whether everything is to be a dry run, whatever was said.
    """
    known = {field.name for field in fields(Options)} - {"dry_run"}
    words: dict[str, Any] = {
        name: tuple(said[name] or ()) if option.default == () else said[name]
        for name, option in door.options.items()
        if name in known
    }
    options = Options(
        **words,
        cache=not said.get("no_cache", False),
        dry_run=bool(said.get("dry_run") or dry),
    )

    def act(terminal: Terminal) -> Reply:
        return door.act(terminal, options, said)

    return answer(act, format=said["format"], as_json=said["json"])
