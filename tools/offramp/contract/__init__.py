"""The contract room: load an OpenAPI document, judge a change of it, validate, polish.

Names are imported when they are first used, so that ``import offramp.contract`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.contract.conversion import upconvert
    from offramp.contract.finishing import polish, write_document
    from offramp.contract.judgement import compare, compare_documents
    from offramp.contract.reading.document import Document, load, loads
    from offramp.contract.rulebook.rules import explain
    from offramp.contract.selftest import prove
    from offramp.contract.validation.validity import validate
    from offramp.contract.weighing.accepted import edit_accepted, read_accepted
    from offramp.contract.weighing.explained import mark_explained
    from offramp.contract.weighing.lost import join_lost_routes
    from offramp.contract.weighing.policy import Accepted, Options
    from offramp.contract.weighing.result import Change, Comparison
    from offramp.contract.weighing.vacuous import mark_vacuous

# no module has the name of what it offers: importing a submodule binds its name in the package
_HOME = {
    "Accepted": "weighing.policy",
    "Change": "weighing.result",
    "Comparison": "weighing.result",
    "Document": "reading.document",
    "Options": "weighing.policy",
    "compare": "judgement",
    "compare_documents": "judgement",
    "edit_accepted": "weighing.accepted",
    "explain": "rulebook.rules",
    "join_lost_routes": "weighing.lost",
    "load": "reading.document",
    "loads": "reading.document",
    "mark_explained": "weighing.explained",
    "mark_vacuous": "weighing.vacuous",
    "polish": "finishing",
    "prove": "selftest",
    "read_accepted": "weighing.accepted",
    "upconvert": "conversion",
    "validate": "validation.validity",
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
