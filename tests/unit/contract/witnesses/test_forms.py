"""Examples of formats are of their format, long ones too."""

from __future__ import annotations

import jsonschema_rs
import pytest

from offramp.contract.witnesses.forms import KNOWN, all_examples, example


@pytest.mark.parametrize("form", sorted(KNOWN))
def test_each_is_what_it_says(form: str) -> None:
    validator = jsonschema_rs.validator_for({"format": form}, validate_formats=True)
    assert validator.is_valid(example(form))
    assert any(not validator.is_valid(each) for each in all_examples()), "no near miss"


@pytest.mark.parametrize("form", ["uri", "email", "hostname", "date-time", "json-pointer", "regex"])
def test_a_wished_length_is_met(form: str) -> None:
    validator = jsonschema_rs.validator_for({"format": form}, validate_formats=True)
    for least in (30, 41, 60):
        made = example(form, least)
        assert made is not None
        assert len(made) == least
        assert validator.is_valid(made)


def test_what_has_no_long_strings_and_what_is_unknown() -> None:
    assert example("uuid", 50) is None
    assert example("CVE id") is None
