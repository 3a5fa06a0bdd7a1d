"""The contract room: load an OpenAPI document, judge a change of it, validate, polish.

Names are imported when they are first used, so that ``import offramp.contract`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.contract.accepted import edit_accepted, read_accepted
    from offramp.contract.conversion import upconvert
    from offramp.contract.document import Document, load, loads
    from offramp.contract.explained import mark_explained
    from offramp.contract.finishing import polish, write_document
    from offramp.contract.judgement import compare, compare_documents
    from offramp.contract.lost import join_lost_routes
    from offramp.contract.policy import Accepted, Options
    from offramp.contract.result import Change, Comparison
    from offramp.contract.rules import explain
    from offramp.contract.selftest import prove
    from offramp.contract.vacuous import mark_vacuous
    from offramp.contract.validity import validate

# no module has the name of what it offers: importing a submodule binds its name in the package
_HOME = {
    "Accepted": "policy",
    "Change": "result",
    "Comparison": "result",
    "Document": "document",
    "Options": "policy",
    "compare": "judgement",
    "compare_documents": "judgement",
    "edit_accepted": "accepted",
    "explain": "rules",
    "join_lost_routes": "lost",
    "load": "document",
    "loads": "document",
    "mark_explained": "explained",
    "mark_vacuous": "vacuous",
    "polish": "finishing",
    "prove": "selftest",
    "read_accepted": "accepted",
    "upconvert": "conversion",
    "validate": "validity",
    "write_document": "finishing",
}

__all__ = [
    "Accepted",
    "Change",
    "Comparison",
    "Document",
    "Options",
    "compare",
    "compare_documents",
    "edit_accepted",
    "explain",
    "join_lost_routes",
    "load",
    "loads",
    "mark_explained",
    "mark_vacuous",
    "polish",
    "prove",
    "read_accepted",
    "upconvert",
    "validate",
    "write_document",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
