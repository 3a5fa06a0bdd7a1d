"""What a run is about: a repository, its settings, and what was asked for."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp import config, git
from offramp.clock import phase
from offramp.config import Compat, Settings, load
from offramp.engine import Event, Outcome
from offramp.errors import ConfigError, EnvironmentProblem
from offramp.evidence import Evidence, Ledger
from offramp.listing import listing, work_tree_id
from offramp.steps import policy

if TYPE_CHECKING:
    from offramp.checkout import Environment
    from offramp.imports.removal.remove import Removal


@dataclass(frozen=True)
class Request:
    """What somebody asked for on the command line; empty values leave the settings as they are.

    Attributes:
        layer: dotted names in place of the settings' layer.
        renames: old root → new root, in place of the settings'.
        max_hits: a budget below the committed one.
        base: a baseline in place of the settings'.
        commit: whether a removal ends in a commit.
        refresh: whether a kept baseline document is made anew.
        cache: whether a scan may use what it read before.
        all_files: whether files that git ignores are scanned too.
        openapi: values in place of those of the settings' ``openapi``, by field.
        update: whether the ratchet is brought up to date: what is no longer there goes.
        allow_new: whether an update of the ratchet takes in new hits.
    """

    layer: tuple[str, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)
    max_hits: int | None = None
    base: str | None = None
    commit: bool = False
    refresh: bool = False
    cache: bool = True
    all_files: bool = False
    openapi: Mapping[str, Any] = field(default_factory=dict)
    update: bool = False
    allow_new: bool = False


@dataclass
class Job:
    """One run on one repository; the engine's ``Job``.

    Attributes:
        root: the work tree's root.
        settings: the settings in force, the request's words included.
        request: what was asked for.
        watch: who is told what goes on.
        results: what the steps of this run have returned so far.
        kept: the evidence of these steps from the run before, by step id.
        removal: what a removal does, once it was planned.
    """

    root: Path
    settings: Settings
    request: Request = field(default_factory=Request)
    watch: Callable[[Event], None] = lambda _: None
    results: dict[str, Outcome] = field(default_factory=dict)
    kept: dict[str, Evidence] = field(default_factory=dict)
    removal: Removal | None = None
    _tree: tuple[Any, str] = field(default=(None, ""), init=False, repr=False)

    @classmethod
    def open(
        cls, folder: Path, request: Request, watch: Callable[[Event], None] = lambda _: None
    ) -> Job:
        """Open the repository that ``folder`` lies in.

        Raises:
            GitError: it lies in none.
            ConfigError: its settings are wrong, or the request contradicts them.
        """
        root = git.toplevel(folder)
        return cls(root, _in_force(load(root), request, root), request, watch)

    @cached_property
    def ledger(self) -> Ledger:
        """The evidence of this work tree."""
        return Ledger(self.root)

    @cached_property
    def environment(self) -> Environment:
        """The work tree's own environment, built where it is not there yet."""
        return self.environment_of(self.root)

    def environment_of(self, tree: Path) -> Environment:
        """Return the environment that a tree's own requirement files ask for.

        Raises:
            EnvironmentProblem: an installation failed.
        """
        from offramp.checkout import environment

        wanted = self.chosen_for(tree)
        began = time.monotonic()
        with phase("environments"):
            if wanted.interpreter:
                return environment(tree, python=self.root / wanted.interpreter)
            made = environment(
                tree,
                requirements=wanted.requirements,
                extras=wanted.extras,
                groups=wanted.groups,
                command=wanted.command,
                base_python=wanted.python,
            )
        if made.built:
            took = f"{time.monotonic() - began:.0f} s"
            self.say(Event("built", lines=[f"an environment in {took}; kept for the next time"]))
        return made

    def chosen_for(self, tree: Path) -> config.Environment:
        """Return the settings of a tree's environment.

        Those of the work tree hold for the baseline too, for it may have none of its own. Where
        they name a file, an extra or a group that the baseline does not have, because this branch
        brings it, the baseline's own say which it takes.
        """
        from offramp.checkout import code_of

        wanted = self.settings.environment
        if tree == self.root or wanted.interpreter or wanted.command:
            return wanted
        try:
            code_of(tree, wanted.requirements, wanted.extras, wanted.groups)
        except EnvironmentProblem:
            with suppress(ConfigError):
                own = load(tree).environment
                return replace(
                    wanted, requirements=own.requirements, extras=own.extras, groups=own.groups
                )
        return wanted

    def reload(self) -> None:
        """Read the settings again, after a step has changed the file that they stand in."""
        self.settings = _in_force(load(self.root), self.request, self.root)

    def layers(self) -> tuple[str, ...]:
        """Return the layer's dotted names.

        Raises:
            ConfigError: none is set.
        """
        if not self.settings.compat.layer:
            raise ConfigError(
                "no compatibility layer is named",
                expected='layer = "package.compat" in [tool.offramp.compat]',
                found=self.settings.source or "no [tool.offramp] in pyproject.toml",
                next="add it, or say --layer package.compat",
            )
        return self.settings.compat.layer

    def tree(self) -> str:
        """Return the id of the work tree as it is now, what offramp writes left out.

        Most steps leave the tree as it is, and its id costs more than to see that they did.
        """
        outputs, listed = self.settings.outputs(), listing(self.root)
        stamp = listed.stamp(self.root, outputs) if listed else None
        if stamp is None or (outputs, stamp) != self._tree[0]:
            self._tree = (outputs, stamp), work_tree_id(self.root, outputs, listed)
        return self._tree[1]

    def commit(self) -> str | None:
        """Return the commit that is checked out, or None before the first."""
        done = git.run(self.root, "rev-parse", "--verify", "-q", "HEAD", accept=(0, 1, 128))
        return done.stdout.decode().strip() or None

    def settings_digest(self) -> str:
        """Return a digest of the settings in force now: tidying up may have changed their file."""
        now = _in_force(load(self.root), self.request, self.root)
        return hashlib.sha256(repr(now).encode()).hexdigest()[:16]

    def of_settings(self) -> Job:
        """Return the run without the baseline and the policy of the request.

        Stages A and B know neither: what they have shown holds whatever stage C compares with, and
        however it weighs what it finds.
        """
        return replace(self, request=replace(self.request, base=None, openapi={}))

    def say(self, event: Event) -> None:
        """Tell whoever watches."""
        self.watch(event)


ORIGINAL_FILE = "configs/legacy_imports.yml"


def _in_force(settings: Settings, request: Request, root: Path) -> Settings:
    """Return the settings with the original pack's file and the request's words worked in."""
    committed = settings.compat
    if committed.ratchet and committed.max_hits:
        raise ConfigError(
            "there are two budgets",
            expected="ratchet or max-hits in [tool.offramp.compat]",
            found="both",
            where=settings.source,
            next="keep ratchet: the hits in its file are the budget",
        )
    if request.layer or request.renames:
        compat = Compat(layer=request.layer, renames=dict(sorted(request.renames.items())))
    else:
        compat = _with_original_file(committed, root)
    budget = settings.budget()
    if request.max_hits is not None:
        budget = settings.lower_budget(request.max_hits, "--max-hits")
    if settings.budget_is_said() or request.max_hits is not None:
        compat = replace(compat, ratchet=None)
    compat = replace(compat, max_hits=budget)
    openapi = policy.in_force(settings.openapi, request.openapi, root)
    return replace(settings, compat=compat, openapi=openapi, base=request.base or settings.base)


def _with_original_file(compat: Compat, root: Path) -> Compat:
    """Add what the original pack's file says, where there is one; the settings go first."""
    name = compat.legacy_file or ORIGINAL_FILE
    if compat.legacy_file is None and not (root / name).is_file():
        return compat
    from offramp.imports.legacy_file import read_legacy_file

    renames, allow = read_legacy_file(root, name)
    return replace(
        compat,
        renames=dict(sorted({**renames, **compat.renames}.items())),
        allow=tuple(dict.fromkeys((*compat.allow, *allow))),
    )
