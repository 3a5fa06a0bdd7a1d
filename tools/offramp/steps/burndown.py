"""The burndown: how many hits each commit had, by today's settings."""

from __future__ import annotations

from typing import Any

from offramp.steps.job import Job

SCHEMA = "offramp.burndown/1"


def burndown(job: Job, most: int, since: str | None) -> dict[str, Any]:
    """Scan commits of the first-parent history, and return what was found in each.

    Reading alone: what only a run shows is not in it. The repository is not touched.

    Args:
        job: the run; its settings of today say what a hit is, for every commit.
        most: how many commits at most, spread evenly over the history.
        since: the first of them; the whole history by default.

    Returns:
        ``offramp.burndown/1``.

    Raises:
        GitError: there is no such history, or an object of it is missing.
        ConfigError: no layer is named.
    """
    from offramp.checkout import borrowed, first_parents
    from offramp.imports import scan
    from offramp.imports.selftest import prove

    compat = job.settings.compat
    if not compat.renames:
        job.layers()
    prove(compat.layer, compat.renames)
    points = []
    with borrowed(job.root) as other:
        for commit in first_parents(job.root, most, since):
            other.show(commit.id)
            report = scan(
                other.folder,
                compat.layer,
                compat.renames,
                compat.allow,
                count_docs=compat.count_docs,
                leave_out=job.settings.outputs(),
                cache=False,
            )
            points.append(
                {
                    "commit": commit.id,
                    "date": commit.date,
                    "subject": commit.subject,
                    "hits": report.hits,
                    "files": len({r.path for r in report.references if r.counts}),
                    "scanned_files": report.scanned_files,
                    "layer_files": len(report.layer_files),
                }
            )
    return {
        "schema": SCHEMA,
        "layers": list(compat.layer),
        "renames": dict(compat.renames),
        "points": points,
    }
