"""Which bindings of a name can reach a use of it."""

from __future__ import annotations

import ast

import pytest

from offramp.imports.syntax.scopes import Binding, Module, Scope, Where


def module(name: str) -> Module:
    return Module((name,))


def bound(scope: Scope, name: str, line: int, what: str, block: tuple[int, ...] = ()) -> None:
    scope.bind(name, (line, 0), module(what), Where(scope, block, swallowed=False))


def reaching(scope: Scope, name: str, line: int, block: tuple[int, ...] = ()) -> list[str] | None:
    bindings = scope.lookup(name, (line, 0), block)
    if bindings is None:
        return None
    return [b.value.names[0] for b in bindings if isinstance(b.value, Module)]


def test_the_nearest_binding_in_an_enclosing_block_rules_out_earlier_ones() -> None:
    scope = Scope("module")
    bound(scope, "x", 1, "first")
    bound(scope, "x", 2, "second")
    bound(scope, "x", 3, "branch", (1,))
    assert reaching(scope, "x", 9) == ["branch", "second"]
    assert reaching(scope, "x", 9, (1,)) == ["branch"]
    assert reaching(scope, "x", 9, (2,)) == ["branch", "second"]
    assert reaching(scope, "x", 2) == ["first"]


def test_a_use_before_every_binding_may_be_any_and_a_name_without_one_is_unknown() -> None:
    scope = Scope("module")
    bound(scope, "x", 5, "later")
    assert reaching(scope, "x", 1) == ["later"]
    assert reaching(scope, "y", 1) is None


def test_a_function_sees_all_bindings_around_it_but_those_of_a_class() -> None:
    top = Scope("module")
    bound(top, "x", 1, "one")
    bound(top, "x", 9, "two")
    inside = Scope("function", Scope("class", top))
    assert reaching(inside, "x", 5) == ["one", "two"]
    assert inside.parent is not None
    bound(inside.parent, "x", 3, "of the class")
    assert reaching(inside, "x", 5) == ["one", "two"]
    assert inside.module is top


def test_the_body_of_a_class_runs_where_it_stands() -> None:
    top = Scope("module")
    bound(top, "x", 1, "one")
    bound(top, "x", 9, "two")
    body = Scope("class", top, ())
    assert reaching(body, "x", 5) == ["one"]
    assert reaching(Scope("comprehension", body, (1,)), "x", 5) == ["one"]
    assert reaching(Scope("class", Scope("function", top), ()), "x", 5) == ["one", "two"]


def test_what_the_body_of_a_class_has_not_bound_is_the_modules() -> None:
    top = Scope("module")
    bound(top, "x", 1, "around")
    body = Scope("class", top, ())
    bound(body, "x", 5, "branch", (1,))
    bound(body, "x", 8, "own")
    assert reaching(body, "x", 4) == ["around"]
    assert reaching(body, "x", 6) == ["branch", "around"]
    assert reaching(body, "x", 9) == ["own"]
    bound(body, "y", 8, "own")
    assert reaching(body, "y", 4) is None
    between = Scope("function", top)
    bound(between, "x", 2, "between")
    inside = Scope("class", between, ())
    bound(inside, "x", 5, "own")
    assert reaching(inside, "x", 4) == ["around"]


def test_a_function_inside_one_that_says_global_means_the_same_name() -> None:
    top = Scope("module")
    bound(top, "x", 1, "global")
    around = Scope("function", top)
    bound(around, "x", 2, "around")
    between = Scope("function", around)
    between.hand_out("x", everywhere=True)
    assert reaching(Scope("function", between), "x", 3) == ["global"]


def test_what_a_loop_binds_below_is_there_when_it_comes_round_again() -> None:
    scope = Scope("module")
    loop = (2, 5)  # an odd number is that of a loop
    bound(scope, "x", 1, "before")
    bound(scope, "x", 5, "below", (*loop, 6))
    bound(scope, "x", 9, "after")
    assert reaching(scope, "x", 3, loop) == ["before", "below"]
    bound(scope, "y", 2, "first", loop)
    bound(scope, "y", 5, "below", loop)
    assert reaching(scope, "y", 3, loop) == ["first"]
    assert reaching(scope, "x", 3, (2, 6)) == ["before"]


def test_what_a_test_says_of_a_name_holds_in_its_block() -> None:
    scope = Scope("module")
    where = Where(scope, (1,), swallowed=False)
    bound(scope, "x", 1, "any")
    scope.bindings["x"].append(Binding((2, 0), (1,), module("narrow"), where, inside=True))
    assert reaching(scope, "x", 3, (1,)) == ["narrow"]
    assert reaching(scope, "x", 4) == ["any"]
    assert reaching(Scope("function", scope), "x", 3) == ["any"]


def test_the_members_of_a_class_are_its_names_and_what_methods_keep() -> None:
    body = Scope("class", Scope("module"))
    bound(body, "x", 1, "own")
    where = Where(body, (), swallowed=False)
    body.members["x"] = [Binding((2, 0), (-1,), module("kept"), where)]
    assert [b.value.names[0] for b in body.member("x") if isinstance(b.value, Module)] == [
        "own",
        "kept",
    ]
    assert body.member("y") == []


def test_star_imports_are_those_of_all_scopes_around() -> None:
    top = Scope("module")
    inside = Scope("module", top)
    top.stars.append(module("a"))
    inside.stars.append(module("b"))
    assert inside.starred == ["b", "a"]


def test_global_and_nonlocal_bind_further_out() -> None:
    top = Scope("module")
    outer = Scope("function", top)
    bound(outer, "x", 2, "outer")
    inner = Scope("function", outer)
    inner.hand_out("x", everywhere=False)
    bound(inner, "x", 4, "nonlocal")
    assert reaching(outer, "x", 9) == ["nonlocal", "outer"]
    assert reaching(top, "x", 9) is None
    inner.hand_out("y", everywhere=True)
    bound(inner, "y", 5, "global")
    assert reaching(top, "y", 9) == ["global"]
    assert reaching(outer, "y", 9) == ["global"]
    assert reaching(inner, "y", 9) == ["global"]


def test_only_so_many_bindings_are_looked_at() -> None:
    scope = Scope("module")
    for line in range(200):
        bound(scope, "x", line, str(line), (line + 1,))
    assert len(reaching(scope, "x", 999) or ()) == 64
    assert len(reaching(Scope("function", scope), "x", 999) or ()) == 64


@pytest.mark.parametrize("node", [ast.Constant(1)])
def test_a_value_may_be_an_expression(node: ast.expr) -> None:
    scope = Scope("module")
    scope.bind("x", (1, 0), node, Where(scope, (), swallowed=False))
    assert [b.value for b in scope.lookup("x", (2, 0), ()) or ()] == [node]
