"""Who reads the layer as an attribute of the package above it: ``a.compat`` after ``import a``.

No import happens there, so no hook of imports can see it, and ``getattr(a, name)`` with a computed
name can not be read from the text either. The package's module gets a class of its own, derived
from the one that it had, in which the layer's name is a descriptor (data model, "Customizing module
attribute access"). Every other attribute of the package is read as before.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from .recording import Recorder

_MODULE = type(sys)


class Parents:
    """The packages above the watched names."""

    def __init__(self, recorder: Recorder) -> None:
        self._made: set[type] = set()
        self._leaves: dict[str, dict[str, Leaf]] = {}
        for name in recorder.names:
            parent, _, leaf = name.rpartition(".")
            if parent:
                self._leaves.setdefault(parent, {})[leaf] = Leaf(recorder, name, leaf)

    def watch(self) -> None:
        """Give each of these packages that is loaded by now its class."""
        for parent, leaves in self._leaves.items():
            module = sys.modules.get(parent)
            before = type(module)
            if before in self._made or not isinstance(module, _MODULE):
                continue
            try:
                made = type(before.__name__, (before,), {"__module__": before.__module__, **leaves})
                module.__class__ = made
            except TypeError:  # a class that cannot be derived from, or whose layout is another
                made = before
            self._made.add(made)


class Leaf:
    """The attribute: kept where a module keeps it, and recorded when it is read."""

    def __init__(self, recorder: Recorder, name: str, leaf: str) -> None:
        self._recorder = recorder
        self._name = name
        self._leaf = leaf

    def __get__(self, module: ModuleType | None, owner: type | None = None) -> Any:
        if module is None:
            return self
        scope = module.__dict__
        there = self._leaf in scope
        if there or "__getattr__" in scope or hasattr(type(module), "__getattr__"):
            self._recorder.read(self._name, sys._getframe().f_back)
        if not there:
            # Python goes on to __getattr__ (PEP 562), and no frame of ours stands in between, which
            # a deprecation with stacklevel=2 would blame.
            raise AttributeError(self._leaf)
        return scope[self._leaf]

    def __set__(self, module: ModuleType, value: object) -> None:
        module.__dict__[self._leaf] = value
        self._recorder.read(
            self._name, sys._getframe().f_back
        )  # mock.patch.object puts something else

    def __delete__(self, module: ModuleType) -> None:
        if self._leaf not in module.__dict__:
            raise AttributeError(self._leaf)
        del module.__dict__[self._leaf]
