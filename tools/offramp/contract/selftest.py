"""The gate's proof of itself: breaks are planted in a copy, and each must be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from offramp.contract.documents.pointers import keys
from offramp.contract.documents.side import At, Operation, Side
from offramp.contract.judgement import compare
from offramp.contract.reading.document import check
from offramp.contract.weighing.policy import Options, nothing_could_fail
from offramp.errors import CannotJudge
from offramp.findings import Severity

_NAME = "offramp-planted"
_TYPES = ("string", "object")


def prove(base: Mapping[str, Any], options: Options | None = None) -> None:
    """Show that the comparison can fail on this document.

    A removed operation, a new required parameter and, where a response has a property, a retyped
    one are planted in copies of the document; each must come back as a breaking finding, and one
    of them must fail the gate under the policy.

    Args:
        base: the baseline document.
        options: the policy; what it accepts is left out of account.

    Raises:
        CannotJudge: a planted break was not found, the document has nothing to plant one in, or
            the policy lets all of them pass.
        DocumentError: it is not an OpenAPI document.
    """
    policy = replace(options or Options(), accepted=())
    side = Side(base, check(base, "base"))
    fails = False
    for rule, what, planted in _planted(base, side, policy):
        _expect(base, planted, rule, what)
        fails = fails or any(rule in found.rule for found in compare(base, planted, policy).failing)
    if not fails:
        raise nothing_could_fail(
            expected=f"a planted break to be of severity {policy.fail_on.value} or worse",
            found="each is below it",
            next="raise what [tool.offramp.openapi] severities lowers",
        )


def _planted(
    base: Mapping[str, Any], side: Side, policy: Options
) -> Iterator[tuple[str, str, Any]]:
    """Yield breaks: a part of the rule's id, what was planted, and the document with it."""
    found = next(_operations(side, policy), None)
    if found is None:
        raise CannotJudge(
            "the contract gate cannot be tested on this document",
            expected="at least one operation that is looked at and promises something",
            found="no path with such an operation",
        )
    path, operation = found
    removed = _without(base, (*keys(path), operation.method.lower()))
    yield "removed-without-deprecation", "a removed operation", removed
    parameters = [each.raw for each in operation.at.child("parameters").items()]
    planted = {"name": _NAME, "in": "query", "required": True, "schema": {"type": "string"}}
    changed = _with(base, (*keys(operation.at.pointer), "parameters"), [*parameters, planted])
    yield "new-required-request-parameter", "a new required parameter", changed
    place = _response_property(side, policy)
    if place is not None:
        other = next(each for each in _TYPES if each != place.raw.get("type"))
        retyped = _with(base, tuple(keys(place.pointer)), {"type": other})
        yield "response-", "a retyped response property", retyped


def _operations(side: Side, policy: Options) -> Iterator[tuple[str, Operation]]:
    for name, item in side.root.child("paths").members():
        if not policy.looks_at(name):
            continue
        for operation in side.operations(item).values():
            raw = operation.at.raw
            if raw.get("deprecated") is not True and policy.promises(raw.get("x-stability-level")):
                yield operation.item.pointer, operation


def _expect(base: Mapping[str, Any], cand: Mapping[str, Any], rule: str, what: str) -> None:
    result = compare(base, cand, Options(stability="draft"))
    if not any(f.severity is Severity.BREAKING and rule in f.rule for f in result.findings):
        raise CannotJudge(
            "the contract gate did not see a break that was planted",
            expected=f"a breaking finding for {what}",
            found=f"verdict {result.verdict}, {len(result.findings)} findings",
            next="this is a fault of offramp: please report it with the document",
        )


def _response_property(side: Side, policy: Options) -> At | None:
    """The first declared property of a response, which is not an alternative among others."""
    for _, operation in _operations(side, policy):
        for _, each in operation.at.child("responses").members():
            for _, media in side.follow(each).child("content").members():
                schema = side.follow(media.child("schema"))
                for _, found in schema.child("properties").members():
                    raw = found.raw
                    if (
                        isinstance(raw, dict)
                        and isinstance(raw.get("type"), str)
                        and not (raw.get("writeOnly"))
                    ):
                        return found
    return None


def _with(raw: Any, keys: tuple[str, ...], value: Any) -> Any:
    """A copy with one value changed; only the containers above it are copied."""
    if not keys:
        return value
    if isinstance(raw, list):
        index = int(keys[0])
        return [*raw[:index], _with(raw[index], keys[1:], value), *raw[index + 1 :]]
    return {**raw, keys[0]: _with(raw.get(keys[0]), keys[1:], value)}


def _without(raw: Any, keys: tuple[str, ...]) -> Any:
    if len(keys) == 1:
        return {key: value for key, value in raw.items() if key != keys[0]}
    return {**raw, keys[0]: _without(raw[keys[0]], keys[1:])}
