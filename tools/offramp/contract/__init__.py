"""The contract room: load an OpenAPI document, judge a change of it, validate, polish.

Names are imported when they are first used, so that ``import offramp.contract`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.contract.compare import compare, compare_documents
    from offramp.contract.document import Document, load, loads
    from offramp.contract.policy import Options
    from offramp.contract.polish import polish, write_document
    from offramp.contract.result import Comparison
    from offramp.contract.rules import explain
    from offramp.contract.selftest import prove
    from offramp.contract.upconvert import upconvert
    from offramp.contract.validate import validate

_HOME = {
    "Comparison": "result",
    "Document": "document",
    "Options": "policy",
    "compare": "compare",
    "compare_documents": "compare",
    "explain": "rules",
    "load": "document",
    "loads": "document",
    "polish": "polish",
    "prove": "selftest",
    "upconvert": "upconvert",
    "validate": "validate",
    "write_document": "polish",
}

__all__ = [
    "Comparison",
    "Document",
    "Options",
    "compare",
    "compare_documents",
    "explain",
    "load",
    "loads",
    "polish",
    "prove",
    "upconvert",
    "validate",
    "write_document",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import_module(f"{__name__}.{_HOME[name]}")
    # a submodule of the same name has just been bound to the package; the function goes over it
    for public, home in _HOME.items():
        if home == _HOME[name]:
            globals()[public] = getattr(import_module(f"{__name__}.{home}"), public)
    return globals()[name]
