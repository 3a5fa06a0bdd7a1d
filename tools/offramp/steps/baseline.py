"""Stage C: the merge base's document, made from its own tree, or kept from the last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp import __version__, git
from offramp.clock import phase
from offramp.engine import Outcome
from offramp.errors import CannotJudge, OfframpError
from offramp.evidence import write_json
from offramp.findings import Finding, Severity, Verdict
from offramp.steps.document import emit, polish, troubles, write
from offramp.steps.enforce import with_owners
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.checkout import Baseline
    from offramp.contract.making.generate import Generated

BASELINE = ".offramp/openapi/baseline.json"
LEGACY_USES = ".offramp/legacy-uses.json"
IS_HEAD = "baseline-is-head"
_CONTENT = 3
"""The form of what is kept."""


def baseline(job: Job) -> Outcome:
    """Make the document of the merge base, in a worktree and an environment of its own (S2).

    What was made before from the same tree, for the same interpreter, by the same emitter and
    with the same settings is taken as it is, unless it is to be refreshed.
    """
    with phase("git"):
        found = base_of(job)
    shared = job.settings.openapi.env == "shared"
    with _told_as_the_baselines(job, found):
        kept, content = kept_or_made(job, found.commit, shared=shared)
    made = document_of(job, found.commit, content, BASELINE)
    write_json(job.root / LEGACY_USES, content["uses"])
    differing = _differing(job, content)
    return Outcome(
        Verdict.PASS,
        f"{found.commit[:12]} ({found.how}): {len(made.document.get('paths') or {})} paths"
        + (f"; {len(differing)} packages differ" if differing else "")
        + ("; kept from before" if kept else ""),
        findings=[
            *_nothing_to_judge(job, found),
            *troubles(made, content["notes"]),
            *packages_told(differing or {}),
        ],
        files=[BASELINE, LEGACY_USES],
        data={
            "commit": found.commit,
            "how": found.how,
            "env": job.settings.openapi.env,
            "environment": content["environment"],
            "differing_packages": differing or {},
            "import_errors": [failure.to_dict() for failure in made.import_errors],
        },
        value=made,
    )


@contextmanager
def _told_as_the_baselines(job: Job, found: Baseline) -> Iterator[None]:
    """Say of an error that it is not the work tree's."""
    try:
        yield
    except CannotJudge as error:
        error.what = f"in the baseline ({found.commit[:12]}, {found.how}): {error.what}"
        module = (job.settings.openapi.app or "").partition(":")[0]
        if module and not _has_module(job.root, found.commit, module):
            error.next = f"bring {module} there first: no file of that commit is this module"
        raise


def _has_module(root: Path, commit: str, module: str) -> bool:
    path = "/" + module.replace(".", "/")
    files = git.paths(root, "ls-tree", "-r", "-z", "--name-only", commit)
    return any(f"/{file}".endswith((f"{path}.py", f"{path}/__init__.py")) for file in files)


def base_of(job: Job) -> Baseline:
    """Return what the work tree is compared with: by ``--base``, the CI event or the settings."""
    from offramp.checkout import baseline, events

    event = None if job.request.base else events.current()
    return baseline(job.root, job.settings.base, event=event)


def _nothing_to_judge(job: Job, found: Baseline) -> list[Finding]:
    """Say so where a tree would be compared with itself, which shows nothing.

    Files that git does not know make no difference here: any build leaves some.
    """
    from offramp.checkout.versions import left_out

    if not found.is_head:
        return []
    changed = git.paths(job.root, "diff", "--name-only", "--no-renames", "-z", "HEAD")
    if not all(left_out(path, job.settings.outputs()) for path in changed):
        return []
    message = f"{found.commit[:12]} is HEAD, and no file that git knows has changed: {found.how}"
    return [Finding(rule=IS_HEAD, severity=Severity.WARNING, message=message)]


def document_of(job: Job, commit: str, content: Mapping[str, Any], name: str) -> Generated:
    """Write what was made from the baseline's code to a file of the work tree, polished.

    Returns:
        What was made, as the application made it.
    """
    from offramp.contract.making.generate import Generated

    made = Generated.from_dict(content["made"])
    write(polish(job, made.document, commit[:12]), job.root / name)
    return made


def _differing(job: Job, content: Mapping[str, Any]) -> dict[str, list[Any]] | None:
    """Return the packages that differ; None where no environment was needed."""
    known = content["packages"]
    return None if known is None else differing_packages(known, job.environment.packages)


def kept_or_made(job: Job, commit: str, *, shared: bool) -> tuple[bool, dict[str, Any]]:
    """Return the document of the baseline's code with what belongs to it, and whether it was kept.

    Args:
        job: the run.
        commit: the baseline.
        shared: make it with the candidate's packages in place of the baseline's own.

    Raises:
        OfframpError: it could not be made.
    """
    from offramp.checkout import DocumentCache

    shared = shared and not job.settings.openapi.document  # a file needs no packages
    cache = DocumentCache.of_user()
    key = _key(job, commit, shared=shared)
    kept = cache.read(key) if key and not job.request.refresh else None
    if kept is not None and not _outlived(job, kept):
        return True, kept
    content = _make(job, commit, shared=shared)
    if key and (trouble := cache.write(key, content)):
        content["notes"].append(f"the baseline's document could not be kept: {trouble}")
    return False, content


def _outlived(job: Job, kept: Mapping[str, Any]) -> bool:
    """Whether the environment was built anew since, and what is not pinned came out otherwise."""
    if kept["environment"] is None or kept["environment"] != job.environment.digest:
        return False
    return bool(kept["packages"] != job.environment.packages)


def _key(job: Job, commit: str, *, shared: bool) -> str | None:
    """Return what decides the document; None with an interpreter that may change unseen."""
    from offramp.checkout.cache import key
    from offramp.checkout.environments.interpreters import interpreter_identity
    from offramp.contract.making.child import variables
    from offramp.contract.making.emission import emitter_digest

    settings = job.settings
    if settings.environment.interpreter:
        return None
    contract, compat = settings.openapi, settings.compat
    decisive = (
        *(contract.app, contract.command, contract.document),
        *(contract.network, contract.submodules, contract.sparse, settings.environment),
        *(compat.layer, dict(compat.renames)),
    )
    made_with = (
        job.environment.digest if shared else interpreter_identity(settings.environment.python)
    )
    return key(
        tree=git.text(job.root, "rev-parse", f"{commit}^{{tree}}"),
        environment=made_with,
        emitter=emitter_digest(),
        settings={"rest": repr(decisive), "offramp": __version__, "content": _CONTENT},
        variables=variables(settings.environment.variables),
    )


def _make(job: Job, commit: str, *, shared: bool) -> dict[str, Any]:
    notes = []
    needed = _needed(job)
    if needed:
        try:
            return _made_in(job, commit, needed, shared=shared)
        except CannotJudge as error:
            notes = [f"the baseline was laid out whole: {error.what}: {error.found}"]
    content = _made_in(job, commit, (), shared=shared)
    content["notes"].extend(notes)
    return content


def _needed(job: Job) -> tuple[str, ...]:
    """Return what of the baseline's tree is enough to make its document; nothing stands for all.

    A file that is kept is enough by itself. An application is watched, and stopped where it
    reaches for more; a command is not, and a layer is looked for everywhere.
    """
    contract, compat = job.settings.openapi, job.settings.compat
    environment = job.settings.environment
    if compat.layer or compat.renames or contract.command:
        return ()
    if contract.document:
        return (contract.document,)
    if not contract.app or not contract.sparse or environment.command:
        return ()
    return (*contract.sparse, *environment.requirements)


def _made_in(job: Job, commit: str, needed: Sequence[str], *, shared: bool) -> dict[str, Any]:
    from offramp import checkout

    modules = job.settings.openapi.submodules
    with checkout.worktree(job.root, commit, modules, needed) as tree:
        lacking = checkout.remarks(tree, modules)
        absent = checkout.absent(tree) if needed else ()
        try:
            if shared:
                _check_code(job, tree)
            made, environment = emit(job, tree, job.environment if shared else None, absent)
        except OfframpError as error:
            error.found = "\n".join([*([error.found] if error.found else []), *lacking]) or None
            raise
        if absent and environment and environment.local:
            raise CannotJudge("a project of the tree was installed", found=environment.local[0])
        return {
            "made": made.to_dict(),
            "packages": dict(environment.packages) if environment else None,
            "environment": environment.digest if environment else None,
            "notes": [*(environment.notes if environment else ()), *lacking],
            "uses": legacy_uses(job, tree),
        }


def _check_code(job: Job, tree: Path) -> None:
    """Refuse the candidate's environment where code of the repository is installed in it (S2).

    A library that is installed from the tree as a copy is the candidate's, and not a package.
    """
    from offramp.checkout import code_of

    wanted, here = job.chosen_for(tree), job.environment.local
    if here and here != code_of(tree, wanted.requirements, wanted.extras, wanted.groups):
        raise CannotJudge(
            "the environment of the candidate has code of the repository that the baseline has not",
            found=", ".join(line.partition(" ")[0] for line in here),
            next='env = "own" in [tool.offramp.openapi]',
        )


def legacy_uses(job: Job, tree: Path) -> dict[str, Any]:
    """Return what the baseline's code still took from the layer, and where each name lives now."""
    from offramp.imports import scan
    from offramp.imports.homes.surface import surface

    compat = job.settings.compat
    if not compat.layer and not compat.renames:
        return {"uses": [], "surface": {}}
    found = scan(tree, compat.layer, compat.renames, cache=False, homes=True)
    report = with_owners(tree, found)
    return {
        "uses": [r.to_dict() for r in report.references if r.counts],
        "surface": {
            name.legacy: name.canonical for name in surface(tree, compat.layer, compat.renames)
        },
    }


def differing_packages(base: Mapping[str, str], cand: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return the packages whose versions differ: name → [baseline's, candidate's] (S12)."""
    return {
        name: [base.get(name), cand.get(name)]
        for name in sorted({*base, *cand})
        if base.get(name) != cand.get(name)
    }


def packages_told(differ: Mapping[str, list[Any]]) -> list[Finding]:
    """Return one note for each package that differs."""
    return [
        Finding(
            rule="package-differs",
            severity=Severity.INFO,
            message=f"{name} {old or 'not installed'} -> {new or 'not installed'}",
        )
        for name, (old, new) in differ.items()
    ]
