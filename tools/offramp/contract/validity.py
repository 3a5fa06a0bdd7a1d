"""Validate a document: the authority's verdict, and what it does not look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from offramp.contract.authority import problems
from offramp.contract.document import Document
from offramp.contract.side import At, Side, path_key
from offramp.findings import Finding, Severity

_DATA = frozenset({"example", "examples", "default", "enum", "const", "value"})
_OWN = frozenset({"DuplicateOperationIDError"})
"""Errors of the authority that a rule of ours reports with its place."""


def validate(document: Document) -> list[Finding]:
    """Return what is wrong with an OpenAPI document, by place.

    openapi-spec-validator decides, chosen by the document's own version; nothing is fetched.
    Besides: references that lead nowhere, security schemes that are not defined, operationIds
    given twice, paths that one request matches alike, and defaults that do not fit their schema.

    Args:
        document: what `load` returned.

    Returns:
        Findings with line and column; those of severity "breaking" make the document invalid.
    """
    side = Side(document.data, document.version)
    found = {
        *(("openapi-invalid", p, m) for name, p, m in _authority(document) if name not in _OWN),
        *_dangling(side),
        *_undefined_schemes(side),
        *_operation_ids(side),
        *_ambiguous_paths(side),
    }
    dangling = any(rule == "reference-dangling" for rule, _, _ in found)
    findings = []
    for rule, pointer, message in sorted(found, key=lambda f: (f[1], f[0], f[2])):
        if dangling and rule == "openapi-invalid" and "cannot be resolved" in message:
            continue
        line, column = document.position(pointer)
        findings.append(
            Finding(
                rule=rule,
                severity=Severity.INFO if rule == "reference-remote" else Severity.BREAKING,
                message=f"{message} (at {pointer or 'the top'})",
                path=document.path.as_posix(),
                line=line,
                column=column,
            )
        )
    return sorted(findings, key=lambda f: (f.severity.rank, f.line or 0, f.rule, f.message))


def _authority(document: Document) -> Iterator[tuple[str, str, str]]:
    yield from problems(document.data, document.version)


def _dangling(side: Side) -> Iterator[tuple[str, str, str]]:
    stack = [side.root]
    while stack:
        at = stack.pop()
        if isinstance(at.raw, list):
            stack.extend(at.items())
            continue
        for key, child in at.members():
            if key in _DATA and not at.pointer.endswith("/properties"):
                continue
            if key == "$ref" and isinstance(child.raw, str):
                yield from _judge_ref(side, child)
            elif not key.startswith("x-") and isinstance(child.raw, (dict, list)):
                stack.append(child)


def _judge_ref(side: Side, at: At) -> Iterator[tuple[str, str, str]]:
    if side.target(at.raw) is not None:
        if isinstance(side.follow(At({"$ref": at.raw}, at.pointer)).raw, dict):
            final = side.follow(At({"$ref": at.raw}, at.pointer))
            if isinstance(final.raw.get("$ref"), str) and side.target(final.raw["$ref"]):
                message = f"the reference {at.raw} leads back to itself"
                yield "reference-cycle", at.pointer, message
        return
    if at.raw.startswith("#"):
        yield "reference-dangling", at.pointer, f"the reference {at.raw} leads nowhere"
    else:
        message = f"the reference {at.raw} leads out of the document and was not followed"
        yield "reference-remote", at.pointer, message


def _every_operation(side: Side) -> Iterator[tuple[str, At]]:
    for section in ("paths", "webhooks"):
        for name, item in side.root.child(section).members():
            for method, operation in side.operations(item).items():
                yield f"{method} {name}", operation.at


def _undefined_schemes(side: Side) -> Iterator[tuple[str, str, str]]:
    known = {name for name, _ in side.root.child("components", "securitySchemes").members()}
    places = [side.root.child("security")]
    places.extend(at.child("security") for _, at in _every_operation(side))
    for place in places:
        for each in place.items():
            for name, at in each.members():
                # since 3.2 a requirement may also name a scheme by URI (section 4.30)
                if name not in known and not (side.version == "3.2" and side.target(name)):
                    message = f"the security scheme {name!r} is not defined"
                    yield "security-scheme-undefined", at.pointer, message


def _operation_ids(side: Side) -> Iterator[tuple[str, str, str]]:
    seen: dict[str, str] = {}
    for name, at in _every_operation(side):
        given: Any = at.raw.get("operationId")
        if not isinstance(given, str):
            continue
        if given in seen and seen[given] != name:
            message = f"the operationId {given!r} is given to {seen[given]} already"
            yield "operation-id-duplicate", f"{at.pointer}/operationId", message
        seen.setdefault(given, name)


def _ambiguous_paths(side: Side) -> Iterator[tuple[str, str, str]]:
    seen: dict[str, str] = {}
    for name, at in side.root.child("paths").members():
        key = path_key(name)
        if key in seen:
            message = f"the path {name} matches the same requests as {seen[key]}"
            yield "paths-ambiguous", at.pointer, message
        seen.setdefault(key, name)
