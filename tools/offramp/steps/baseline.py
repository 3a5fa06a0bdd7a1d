"""Stage C: the merge base's document, made from its own tree, or kept from the last time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp import __version__, git
from offramp.engine import Outcome
from offramp.evidence import write_json
from offramp.findings import Verdict
from offramp.steps.document import emit, polish, troubles, write
from offramp.steps.enforce import with_owners
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.checkout import Baseline

BASELINE = ".offramp/openapi/baseline.json"
LEGACY_USES = ".offramp/legacy-uses.json"


def baseline(job: Job) -> Outcome:
    """Make the document of the merge base, in a worktree and an environment of its own (S2).

    What was made before from the same tree, for the same interpreter, by the same emitter and
    with the same settings is taken as it is, unless it is to be refreshed.
    """
    from offramp import checkout
    from offramp.contract.generate import Generated

    found = checkout.baseline(job.root, job.settings.base)
    kept, content = _made(job, found)
    made = Generated.from_dict(content["made"])
    write(polish(job, made.document, found.commit[:12]), job.root / BASELINE)
    write_json(job.root / LEGACY_USES, content["uses"])
    packages = content["packages"]
    differing = {} if packages is None else differing_packages(packages, job.environment.packages)
    return Outcome(
        Verdict.PASS,
        f"{found.commit[:12]} ({found.how}): {len(made.document.get('paths') or {})} paths"
        + (f"; {len(differing)} packages differ" if differing else "")
        + ("; kept from before" if kept else ""),
        findings=troubles(made, content["notes"]),
        files=[BASELINE, LEGACY_USES],
        data={
            "commit": found.commit,
            "how": found.how,
            "environment": content["environment"],
            "differing_packages": differing,
            "import_errors": [failure.to_dict() for failure in made.import_errors],
        },
        value=made,
    )


def _made(job: Job, found: Baseline) -> tuple[bool, dict[str, Any]]:
    """Return the baseline's document with what belongs to it, and whether it was kept."""
    from offramp.checkout import DocumentCache

    cache = DocumentCache.of_user()
    key = _key(job, found.commit)
    kept = cache.read(key) if key and not job.request.refresh else None
    if kept is not None:
        return True, kept
    content = _make(job, found.commit)
    if key:
        cache.write(key, content)
    return False, content


def _key(job: Job, commit: str) -> str | None:
    """Return what decides the document; None with an interpreter that may change unseen."""
    from offramp.checkout.cache import key
    from offramp.checkout.environments import interpreter_identity
    from offramp.contract.generate import emitter_digest

    settings = job.settings
    if settings.environment.interpreter:
        return None
    contract, compat = settings.openapi, settings.compat
    decisive = (
        *(contract.app, contract.command, contract.document),
        *(contract.network, settings.environment),
        *(compat.layer, dict(compat.renames)),
    )
    return key(
        tree=git.text(job.root, "rev-parse", f"{commit}^{{tree}}"),
        environment=interpreter_identity(settings.environment.python),
        emitter=emitter_digest(),
        settings={"rest": repr(decisive), "offramp": __version__},
    )


def _make(job: Job, commit: str) -> dict[str, Any]:
    from offramp import checkout

    with checkout.worktree(job.root, commit) as tree:
        made, environment = emit(job, tree)
        return {
            "made": made.to_dict(),
            "packages": dict(environment.packages) if environment else None,
            "environment": environment.digest if environment else None,
            "notes": [*(environment.notes if environment else ()), *checkout.remarks(tree)],
            "uses": legacy_uses(job, tree),
        }


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
