"""Routes that were lost with an import: one finding that names the cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from offramp.contract.weighing.result import Comparison
from offramp.findings import Severity

RULE = "routes-lost"
_GONE = frozenset(
    {
        "api-path-removed-without-deprecation",
        "api-path-removed-before-sunset",
        "api-removed-without-deprecation",
        "api-removed-before-sunset",
    }
)


def join_lost_routes(comparison: Comparison, failures: Sequence[str]) -> Comparison:
    """Return the comparison with its removed operations as one finding, where imports failed.

    An application that is made without a part of its routes, because an import failed and was
    swallowed, has a document in which these routes are gone: the import is the cause (S9). Where
    the policy gives the rule a severity of its own, the findings stay apart.

    Args:
        comparison: of the baseline's document with the candidate's.
        failures: imports that failed while the candidate's application was made, and had not
            failed while the baseline's was, each as one line.
    """
    gone = [found for found in comparison.failing if found.rule in _GONE]
    if not gone or not failures or RULE in comparison.policy.severities:
        return comparison
    operations = sorted({name for found in gone for name in found.operations})
    count = f"{len(operations)} operation{'s are' if len(operations) > 1 else ' is'} gone"
    joined = replace(
        gone[0],
        rule=RULE,
        severity=Severity.BREAKING,
        operations=tuple(operations),
        message=f"{count}, and an import failed unseen: {'; '.join(failures)}",
        place="; ".join(operations),
    )
    others = tuple(found for found in comparison.findings if found not in gone)
    return replace(comparison, findings=(joined, *others))
