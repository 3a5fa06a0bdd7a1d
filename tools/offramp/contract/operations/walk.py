"""Walk through two documents: paths, operations, webhooks and callbacks, side by side."""

from __future__ import annotations

from offramp.contract.documents.members import BUNDLE
from offramp.contract.documents.side import METHODS, At, Operation, Side, path_key, path_names
from offramp.contract.ledger import Ledger
from offramp.contract.operations.access import Access
from offramp.contract.operations.astray import judge_references
from offramp.contract.operations.inputs import judge_inputs, judge_outputs
from offramp.contract.operations.messages import Messages
from offramp.contract.operations.schemes import scheme_key
from offramp.contract.weighing.lifecycle import deprecation, in_words, removal, stability

_OPERATION = frozenset(
    {"operationId", "parameters", "requestBody", "responses", "callbacks", "deprecated"}
    | {"security", "servers", "tags", "x-sunset", "x-stability-level"}
)
_ITEM = frozenset({*METHODS, "$ref", "parameters", "servers", "additionalOperations"})
_ROOT = frozenset(
    {"openapi", "paths", "webhooks", "components", "security", "servers", "info", "tags"}
    | {"$self", BUNDLE}
)
_COMPONENT = {
    "schemas": ("api-schema", ""),
    "securitySchemes": ("api-security-component", "security "),
}
_DEPRECATION = {
    "deprecated": "endpoint-deprecated",
    "deprecated-with-sunset": "endpoint-deprecated-with-sunset",
    "reactivated": "endpoint-reactivated",
    "sunset-missing": "api-deprecated-sunset-missing",
    "sunset-parse": "api-deprecated-sunset-parse",
    "sunset-soon": "api-sunset-date-too-small",
    "sunset-moved": "api-sunset-date-changed-too-small",
    "sunset-deleted": "sunset-deleted",
}


class Walk:
    """Compares two documents and fills a ledger.

    Args:
        ledger: takes the findings.
        base: the documents.
        cand: likewise, of the candidate.
    """

    def __init__(self, ledger: Ledger, base: Side, cand: Side) -> None:
        self._ledger = ledger
        self._base = base
        self._cand = cand
        self._messages = Messages(ledger, base, cand)
        self._access = Access(ledger, base, cand)
        self._same_frame = all(
            base.root.child(*way).raw == cand.root.child(*way).raw
            for way in (("security",), ("servers",), ("components", "securitySchemes"))
        )

    def run(self) -> None:
        """Compare all of the two documents."""
        self._judge_paths()
        self._judge_webhooks()
        self._ledger.enter(None)
        self._judge_frame()

    def _judge_frame(self) -> None:
        base, cand = self._base.root, self._cand.root
        for word in ("info", "tags", "$self"):
            old, new = base.child(word), cand.child(word)
            if old.raw != new.raw:
                message = f"{word}{_which(old, new)} changed"
                self._ledger.report("documentation-changed", old.pointer, new.pointer, message)
        self._ledger.rest(base, cand, _ROOT, "the document")
        judge_references(self._ledger, self._base, self._cand)
        old, new = base.child("components"), cand.child("components")
        for section in _COMPONENT:
            self._judge_section(section, old.child(section), new.child(section))
        if not base.child("paths").raw and not base.child("webhooks").raw:
            was, now = (dict(at.child("schemas").members()) for at in (old, new))
            self._judge_library(was, now)

    def _judge_section(self, section: str, old: At, new: At) -> None:
        """Note what components there are; what they say is compared where they are used."""
        rule, kind = _COMPONENT[section]
        was, now = dict(old.members()), dict(new.members())
        known = [scheme_key(at.raw) for at in (*was.values(), *now.values()) if kind]
        for name in sorted(was.keys() ^ now.keys()):
            if kind and known.count(scheme_key((was.get(name) or now[name]).raw)) > 1:
                continue  # a scheme by another name
            if name in was:
                where, change, word = (was[name].pointer, new.pointer), "removed", "gone"
            else:
                where, change, word = (old.pointer, now[name].pointer), "added", "new"
            self._ledger.report(f"{rule}-{change}", *where, f"{kind}component {name} is {word}")

    def _judge_library(self, was: dict[str, At], now: dict[str, At]) -> None:
        """A document of components only is a library: its schemas may be used in any way."""
        for name in sorted(was.keys() & now.keys()):
            self._ledger.enter(f"components/schemas/{name}")
            for direction in ("request", "response"):
                self._ledger.schemas(
                    (was[name],), (now[name],), direction, "body", f"{direction}-body", name
                )
        self._ledger.enter(None)

    def _judge_paths(self) -> None:
        old, new = self._base.root.child("paths"), self._cand.root.child("paths")
        left = {name: at for name, at in new.members() if name.startswith("/")}
        by_key: dict[str, list[str]] = {}
        for name in sorted(left):
            by_key.setdefault(path_key(name), []).append(name)
        options = self._ledger.options
        chosen = bool(options.include or options.exclude)
        for name, at in sorted(old.members()):  # the same answer in any order of keys
            if not name.startswith("/") or (chosen and not options.looks_at(name)):
                left.pop(name, None)
                continue
            if name in left:
                match: str | None = name
            else:
                # a template that the base has as well is that one, and not this one renamed
                others = by_key.get(path_key(name), ())
                match = next((n for n in others if n in left and n not in old.raw), None)
            if match is None:
                self._judge_lost_path(name, at, new)
            else:
                self._judge_items(name, at, match, left.pop(match))
        for name, at in left.items():
            if not chosen or options.looks_at(name):
                self._judge_new_path(name, at, old)

    def _judge_lost_path(self, name: str, at: At, new: At) -> None:
        for method, operation in self._base.operations(at).items():
            how = removal(operation.at.raw, self._ledger.options)
            rule = {
                "without-deprecation": "api-path-removed-without-deprecation",
                "with-deprecation": "api-path-removed-with-deprecation",
                "sunset-parse": "api-path-sunset-parse",
            }.get(how, "api-path-removed-before-sunset")
            self._ledger.enter(f"{method} {name}")
            self._ledger.report(rule, at.pointer, new.pointer, f"path {name} is gone")

    def _judge_new_path(self, name: str, at: At, old: At) -> None:
        for method, operation in self._cand.operations(at).items():
            self._ledger.enter(f"{method} {name}")
            message = f"{method} {name} is new"
            self._ledger.report("endpoint-added", old.pointer, operation.at.pointer, message)

    def _judge_items(self, name: str, base: At, other: str, cand: At) -> None:
        if name == other and self._same_frame and self._ledger.pairs.same(base.raw, cand.raw):
            return
        renamed = {}
        if name != other:
            renamed = dict(zip(path_names(other), path_names(name), strict=True))
        self._judge_item(name, base, cand, renamed, turned=False)

    def _judge_item(
        self, name: str, base: At, cand: At, renamed: dict[str, str], *, turned: bool
    ) -> None:
        old, new = self._base.operations(base), self._cand.operations(cand)
        for method, operation in old.items():
            self._ledger.enter(f"{method} {name}")
            if method in new:
                self._judge_operation(operation, new[method], renamed, turned=turned)
                continue
            how = removal(operation.at.raw, self._ledger.options)
            rule = {
                "without-deprecation": "api-removed-without-deprecation",
                "with-deprecation": "api-removed-with-deprecation",
                "sunset-parse": "api-path-sunset-parse",
            }.get(how, "api-removed-before-sunset")
            message = f"{method} {name} is gone"
            self._ledger.report(rule, operation.at.pointer, cand.pointer, message)
        for method, operation in new.items():
            if method not in old:
                self._ledger.enter(f"{method} {name}")
                message = f"{method} {name} is new"
                self._ledger.report("endpoint-added", base.pointer, operation.at.pointer, message)
        first, second = self._base.follow(base), self._cand.follow(cand)
        self._ledger.enter(None)
        self._ledger.rest(first, second, _ITEM, name)

    def _judge_operation(
        self, base: Operation, cand: Operation, renamed: dict[str, str], *, turned: bool
    ) -> None:
        pairs, item, other = self._ledger.pairs, base.item, cand.item
        text = pairs.alike(base.at.raw, cand.at.raw)
        framed = self._same_frame and pairs.same(item.get("servers"), other.get("servers"))
        sent_alike = not renamed and pairs.same(item.get("parameters"), other.get("parameters"))
        if text is not None and framed and sent_alike and pairs.refers_to_same(text):
            return
        if not (sent_alike and pairs.same(base.at.get("parameters"), cand.at.get("parameters"))):
            self._judge_parameters(base, cand, renamed, turned=turned)
        self._messages.judge_body(base.at, cand.at, turned=turned)
        self._messages.judge_responses(base.at, cand.at, turned=turned)
        if not turned and not (framed and text is not None):
            self._access.judge_security(base, cand)
            self._access.judge_servers(base, cand)
        if "callbacks" in base.at.raw or "callbacks" in cand.at.raw:
            self._judge_callbacks(base, cand, turned=turned)
        if text is None:
            self._judge_words(base.at, cand.at)

    def _judge_parameters(
        self, base: Operation, cand: Operation, renamed: dict[str, str], *, turned: bool
    ) -> None:
        self._ledger.level = cand.at.raw.get("x-stability-level")
        where = f"{base.at.pointer}/parameters", f"{cand.at.pointer}/parameters"
        old = self._base.parameters(base)
        new = {
            (place, renamed[name])
            if place == "path" and (place, renamed.get(name, "")) in old
            else (place, name): at
            for (place, name), at in self._cand.parameters(cand).items()
        }
        (judge_outputs if turned else judge_inputs)(self._ledger, old, new, where)

    def _judge_words(self, base: At, cand: At) -> None:
        report = self._ledger.report
        for change in deprecation(base.raw, cand.raw, self._ledger.options):
            where = f"{base.pointer}/deprecated", f"{cand.pointer}/deprecated"
            report(_DEPRECATION[change], *where, in_words(change, "the operation", cand.raw))
        level = stability(base.raw, cand.raw)
        if level:
            rule = (
                f"api-{'invalid-stability-level' if level == 'invalid' else 'stability-decreased'}"
            )
            word = "x-stability-level"
            message = f"stability level is {cand.raw.get(word)} now; it was {base.raw.get(word)}"
            report(rule, f"{base.pointer}/{word}", f"{cand.pointer}/{word}", message)
        old, new = base.raw.get("operationId"), cand.raw.get("operationId")
        if old != new:
            where = f"{base.pointer}/operationId", f"{cand.pointer}/operationId"
            if old is None:
                report("api-operation-id-added", *where, f"operationId is {new}")
            else:
                words = f"operationId {old} is {new} now" if new else f"operationId {old} is gone"
                report("api-operation-id-removed", *where, words)
        was, now = ({str(tag.raw) for tag in at.child("tags").items()} for at in (base, cand))
        where = f"{base.pointer}/tags", f"{cand.pointer}/tags"
        for rule, tags in (("api-tag-removed", was - now), ("api-tag-added", now - was)):
            if tags:
                shown = ", ".join(sorted(tags))
                words = "has no tag {} any more" if tags <= was else "has the tag {} now"
                report(rule, *where, f"the operation {words.format(shown)}", member=shown)
        self._ledger.rest(base, cand, _OPERATION, "operation")

    def _judge_callbacks(self, base: Operation, cand: Operation, *, turned: bool) -> None:
        found = []
        for side, operation in ((self._base, base), (self._cand, cand)):
            found.append(
                {
                    (name, expression): item
                    for name, at in operation.at.child("callbacks").members()
                    for expression, item in side.follow(at).members()
                    if not expression.startswith("x-")
                }
            )
        old, new = found
        name = self._ledger.operations[-1]
        for key in sorted(old.keys() | new.keys()):
            self._ledger.enter(name)
            if key not in new:
                place = cand.at.child("callbacks").pointer
                message = f"callback {key[0]} is gone"
                self._ledger.report("callback-removed", old[key].pointer, place, message)
            elif key not in old:
                place = base.at.child("callbacks").pointer
                message = f"callback {key[0]} is new"
                self._ledger.report("callback-added", place, new[key].pointer, message)
            elif not self._ledger.pairs.same(old[key].raw, new[key].raw):
                shown = f"callback {key[0]} of {name}"
                self._judge_item(shown, old[key], new[key], {}, turned=not turned)
        if old or new:
            self._ledger.operations.append(name)
            self._ledger.enter(name)

    def _judge_webhooks(self) -> None:
        at, other = self._base.root.child("webhooks"), self._cand.root.child("webhooks")
        old, new = dict(at.members()), dict(other.members())
        for name in sorted(old.keys() | new.keys()):
            self._ledger.enter(f"webhook {name}")
            if name not in new:
                message = f"webhook {name} is gone"
                self._ledger.report("webhook-removed", old[name].pointer, other.pointer, message)
            elif name not in old:
                message = f"webhook {name} is new"
                self._ledger.report("webhook-added", at.pointer, new[name].pointer, message)
            elif not (self._same_frame and self._ledger.pairs.same(old[name].raw, new[name].raw)):
                self._judge_item(f"webhook {name}", old[name], new[name], {}, turned=True)


def _which(base: At, cand: At) -> str:
    """Name the members that differ in two objects; nothing where they are none."""
    old, new = dict(base.members()), dict(cand.members())
    names = [n for n in {**old, **new} if n not in old or n not in new or old[n].raw != new[n].raw]
    return f": {', '.join(sorted(names))}" if names else ""
