"""Stage C: which differences of the documents the packages alone explain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from offramp.errors import OfframpError
from offramp.steps import baseline
from offramp.steps.document import comparable, new_failures
from offramp.steps.job import Job

if TYPE_CHECKING:
    from offramp.contract import Comparison

REPACKAGED = ".offramp/openapi/baseline-repackaged.json"
"""The document of the baseline's code, made with the candidate's packages."""


def explain(job: Job, comparison: Comparison) -> Comparison:
    """Return the comparison with what the packages alone explain marked, and the packages listed.

    Where packages differ and there are findings, a third document tells their causes apart: the
    baseline's code, made with the candidate's packages. It only informs: where it cannot be made,
    nothing is marked and a note says why.
    """
    known = job.results["baseline"].data
    differ = known["differing_packages"]
    note = None
    if differ and comparison.findings:
        try:
            comparison = _marked(job, comparison)
        except OfframpError as error:
            reason = " ".join(str(error.found or "").split("\n")[-1:])
            note = f"what the packages alone explain is not known: {error.what}"
            note += f" ({reason})" if reason else ""
    explained = sum(found.explained_by is not None for found in comparison.findings)
    return replace(
        comparison,
        environments={
            "env": known["env"],
            "differing_packages": differ,
            "explained": explained,
            "note": note,
        },
    )


def _marked(job: Job, comparison: Comparison) -> Comparison:
    from offramp.contract import compare_documents, mark_explained

    known = job.results["baseline"].data
    _, content = baseline.kept_or_made(job, known["commit"], shared=True)
    made = baseline.document_of(job, known["commit"], content, REPACKAGED)
    lost = new_failures(job.results["baseline"].value, made)
    if lost:
        raise OfframpError("the baseline's code fails with the candidate's", found=lost[0])
    names = (baseline.BASELINE, REPACKAGED, job.settings.openapi.artifact)
    base, third, cand = (comparable(job, name) for name in names)
    options = replace(comparison.policy, accepted=())
    packages = compare_documents(base, third, options)
    return mark_explained(comparison, packages, compare_documents(third, cand, options))
