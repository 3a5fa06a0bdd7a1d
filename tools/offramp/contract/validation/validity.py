"""Validate a document: the authority's verdict, and what it does not look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from offramp.contract.documents.members import BUNDLE
from offramp.contract.documents.pointers import keys
from offramp.contract.documents.side import At, Side, objects, path_key
from offramp.contract.reading.document import Document
from offramp.contract.validation.authority import problems
from offramp.contract.validation.examples import misfits
from offramp.findings import Finding, Severity

RULES = frozenset(
    {
        *("openapi-invalid", "example-mismatch", "operation-id-duplicate", "paths-ambiguous"),
        *("reference-cycle", "reference-dangling", "reference-remote"),
        "security-scheme-undefined",
    }
)
"""The rules that a document may break by itself, whatever it is compared with."""
_EXAMPLES = 1000
"""The most examples that are compared with their schemas."""
_OWN = frozenset({"DuplicateOperationIDError"})
"""Errors of the authority that a rule of ours reports with its place."""


class Problem(NamedTuple):
    """Something wrong, before its line is known."""

    rule: str
    pointer: str
    message: str
    severity: Severity = Severity.BREAKING


def validate(document: Document) -> list[Finding]:
    """Return what is wrong with an OpenAPI document, by place.

    openapi-spec-validator decides, chosen by the document's own version; nothing is fetched.
    Besides: references that lead nowhere, security schemes that are not defined, operationIds
    given twice, paths that one request matches alike, and (as warnings) examples that do not fit
    their schema; defaults and path parameters are the authority's.

    Args:
        document: what `load` returned.

    Returns:
        Findings with line and column; those of severity "breaking" make the document invalid.
    """
    side = Side(document.data, document.version)
    found = {
        *_authority(document, side),
        *_dangling(side),
        *_undefined_schemes(side),
        *_operation_ids(side),
        *_ambiguous_paths(side),
        *_examples(side),
    }
    unresolved = any(each.rule.startswith("reference-") for each in found)
    findings = []
    for rule, pointer, message, severity in sorted(found):
        if unresolved and rule == "openapi-invalid" and "cannot be resolved" in message:
            continue
        line, column = document.position(pointer)
        findings.append(
            Finding(
                rule=rule,
                severity=severity,
                message=f"{message} (at {pointer or 'the top'})",
                path=_file(document, pointer),
                line=line,
                column=column,
            )
        )
    return sorted(findings, key=lambda f: (f.severity.rank, f.line or 0, f.rule, f.message))


def _file(document: Document, pointer: str) -> str:
    """The file that a place lies in: the document's, or one that it refers to."""
    tokens = keys(pointer)
    if len(tokens) > 1 and tokens[0] == BUNDLE and tokens[1] in document.others:
        return document.others[tokens[1]].path.as_posix()
    return document.path.as_posix()


def _authority(document: Document, side: Side) -> Iterator[Problem]:
    # with other documents in it the references are pointers first, as it would fetch them
    data = side.root.raw if document.others else document.data
    for name, pointer, message in problems(data, document.version):
        if name not in _OWN:
            yield Problem("openapi-invalid", pointer, message)


def _examples(side: Side) -> Iterator[Problem]:
    for pointer, message in misfits(side, _EXAMPLES):
        yield Problem("example-mismatch", pointer, message, Severity.WARNING)


def _dangling(side: Side) -> Iterator[Problem]:
    round_about: dict[str, bool] = {}
    for at in objects(side.root):
        ref = at.child("$ref")
        if isinstance(ref.raw, str):
            if side.target(ref.raw) is None:
                yield _lost(ref)
            elif _is_round(side, ref.raw, round_about):
                message = f"the reference {ref.raw} leads back to itself"
                yield Problem("reference-cycle", ref.pointer, message)


def _is_round(side: Side, ref: str, known: dict[str, bool]) -> bool:
    """Whether references lead from one to the next and never to anything else."""
    way: dict[str, None] = {}
    further: Any = ref
    while isinstance(further, str) and further not in known and further not in way:
        way[further] = None
        found = side.target(further)
        further = found.raw.get("$ref") if found and isinstance(found.raw, dict) else None
    ends = known.get(further, further in way) if isinstance(further, str) else False
    known.update(dict.fromkeys(way, ends))
    return ends


def _lost(at: At) -> Problem:
    if at.raw.startswith("#"):
        return Problem("reference-dangling", at.pointer, f"the reference {at.raw} leads nowhere")
    message = (
        f"the reference {at.raw} leads out of the document and was not followed; "
        "allow-refs in [tool.offramp.openapi] may list it"
    )
    return Problem("reference-remote", at.pointer, message, Severity.INFO)


def _every_operation(side: Side) -> Iterator[tuple[str, At]]:
    for section in ("paths", "webhooks"):
        for name, item in side.root.child(section).members():
            for method, operation in side.operations(item).items():
                yield f"{method} {name}", operation.at


def _undefined_schemes(side: Side) -> Iterator[Problem]:
    known = {name for name, _ in side.root.child("components", "securitySchemes").members()}
    places = [side.root.child("security")]
    places.extend(at.child("security") for _, at in _every_operation(side))
    for place in places:
        for each in place.items():
            for name, at in each.members():
                # since 3.2 a requirement may also name a scheme by URI (section 4.30)
                if name not in known and not (side.version == "3.2" and side.target(name)):
                    message = f"the security scheme {name!r} is not defined"
                    yield Problem("security-scheme-undefined", at.pointer, message)


def _operation_ids(side: Side) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, at in _every_operation(side):
        given: Any = at.raw.get("operationId")
        if not isinstance(given, str):
            continue
        if given in seen and seen[given] != name:
            message = f"the operationId {given!r} is given to {seen[given]} already"
            yield Problem("operation-id-duplicate", f"{at.pointer}/operationId", message)
        seen.setdefault(given, name)


def _ambiguous_paths(side: Side) -> Iterator[Problem]:
    """Paths that differ in their parameters' names alone "MUST NOT exist" (O 4.8.8).

    Where no method is in both, each request still finds its operation: that is a warning.
    """
    seen: dict[str, list[tuple[str, At]]] = {}
    for name, at in side.root.child("paths").members():
        known = seen.setdefault(path_key(name), [])
        for other, first in known:
            shared = side.operations(at).keys() & side.operations(first).keys()
            severity = Severity.BREAKING if shared else Severity.WARNING
            message = f"the path {name} matches the same requests as {other}"
            yield Problem("paths-ambiguous", at.pointer, message, severity)
        known.append((name, at))
