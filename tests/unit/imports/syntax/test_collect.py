"""What the walk over a module collects, and where it says that things stand."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

import pytest

from offramp.imports.syntax.collect import Collector
from offramp.imports.syntax.scopes import Module

Collect = Callable[[str], Collector]


@pytest.mark.parametrize(
    ("text", "swallowed"),
    [
        ("try:\n    import a\nexcept ImportError: ...", True),
        ("try:\n    import a\nexcept OSError: ...", False),
        ("try: ...\nexcept ImportError:\n    import a", False),
        ("try: ...\nexcept ImportError: ...\nelse:\n    import a", False),
        ("try: ...\nexcept ImportError: ...\nfinally:\n    import a", False),
        ("try:\n    def f():\n        import a\nexcept ImportError: ...", False),
        ("try:\n    class C:\n        import a\nexcept ImportError: ...", True),
        ("with suppress(ImportError):\n    import a", True),
        ("with x, suppress(ImportError):\n    import a", True),
        ("try:\n    if x:\n        import a\nexcept ImportError: ...", True),
    ],
)
def test_who_swallows_an_import_error(collect: Collect, text: str, swallowed: bool) -> None:
    assert [use.where.swallowed for use in collect(text).imports] == [swallowed]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="except* is of Python 3.11 (PEP 654)")
def test_an_except_group_swallows_too(collect: Collect) -> None:
    uses = collect("try:\n    import a\nexcept* ImportError: ...").imports
    assert [use.where.swallowed for use in uses] == [True]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("def g(acme): f(acme)", False),
        ("g = lambda acme: f(acme)", False),
        ("[f(acme) for acme in x]", False),
        ("for acme in x: f(acme)", False),
        ("with x as acme: f(acme)", False),
        ("try: ...\nexcept E as acme: f(acme)", False),
        ("def acme(): ...\nf(acme)", False),
        ("class acme: ...\nf(acme)", False),
        ("match x:\n    case [*acme]: f(acme)", False),
        ("match x:\n    case {**acme}: f(acme)", False),
        ("import acme\nf(acme)", True),
        ("if (acme := m): f(acme)", True),
    ],
)
def test_what_binds_a_name(collect: Collect, text: str, known: bool) -> None:
    walked = collect(text)
    (call,) = (u for u in walked.calls if ast.unparse(u.node.func) == "f")
    name = call.node.args[0]
    bound = call.where.scope.lookup("acme", (name.lineno, name.col_offset), call.where.block)
    assert bound is not None
    assert any(isinstance(b.value, (ast.expr, Module)) for b in bound) is known


def test_options_annotations_plugins_and_docstrings_are_marked(collect: Collect) -> None:
    text = (
        '"""Doc."""\nrun(["py", "-m", "mod"])\ndef f(x: "T") -> "R":\n    "inner"\n'
        'cast("C", x)\npytest_plugins = ["plug"]\nother = ["no"]\n'
    )
    walked = collect(text)
    named = {id(u.node): u.node.value for u in walked.strings if isinstance(u.node, ast.Constant)}
    assert {named[i]: option for i, option in walked.after.items()} == {"mod": "-m"}
    assert {named[i] for i in walked.annotated if i in named} == {"T", "R", "C"}
    assert {named[i] for i in walked.naming if i in named} == {"plug"}
    assert [d.value for d in walked.docstrings] == ["Doc.", "inner"]


def test_functions_without_anything_that_matters_are_bound_and_not_walked() -> None:
    collector = Collector(lambda _: (), lambda first, _last: first > 2)
    collector.collect(ast.parse("def f():\n    import a\ndef g():\n    import b\n"))
    assert [u.node.names[0].name for u in collector.imports] == ["b"]
    assert set(collector.scope.bindings) == {"f", "g"}


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("run(['python', '-m', 'mod'])", True),
        ("run([sys.executable, '-X', 'dev', '-m', 'mod'])", True),
        ("run('/usr/bin/python3', '-m', 'mod')", True),
        ("main(['-m', 'mod'])", True),
        ("run(['pytest', '-p', 'mod'])", True),
        ("run(['pytest', '-m', 'mod'])", False),
        ("run(['python', '-m', 'pytest', '-q', '-m', 'mod'])", False),
        ("run(['git', 'commit', '-m', 'mod'])", False),
        ("run(['mkdir', '-p', 'mod'])", False),
        ("parser.add_argument('-m', 'mod')", False),
    ],
)
def test_an_option_takes_a_module_by_what_is_run(collect: Collect, text: str, taken: bool) -> None:
    walked = collect(text)
    marked = [use.node.value for use in walked.strings if id(use.node) in walked.after]
    assert ("mod" in marked) is taken


def test_what_is_looked_for_among_the_loaded_modules_is_marked(collect: Collect) -> None:
    walked = collect("'a' in sys.modules\n'b' in names\n'c' in x.names\n")
    assert [u.node.value for u in walked.strings if id(u.node) in walked.naming] == ["a"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 is of Python 3.12")
@pytest.mark.parametrize(
    "text",
    ["def f[T: a.b](x): ...", "class C[T: (a.b, int)]: ...", "type N[T: a.b] = list[T]"],
)
def test_bounds_of_type_parameters_are_walked(
    collect: Callable[[str], Collector], text: str
) -> None:
    assert [ast.unparse(use.node) for use in collect(text).chains] == ["a.b"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 is of Python 3.12")
def test_a_type_parameter_hides_a_name_in_its_function_alone(
    collect: Callable[[str], Collector],
) -> None:
    found = collect("import a\ndef f[a](x: a.b): ...\na.c\n")
    bound = [u.where.scope.lookup("a", (9, 0), u.where.block) for u in found.chains]
    assert [[b.value is not None for b in bindings or ()] for bindings in bound] == [
        [False],
        [True],
    ]
