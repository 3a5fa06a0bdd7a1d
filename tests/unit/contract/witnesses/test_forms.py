"""Examples of formats are of their format, long ones too."""

from __future__ import annotations

import base64
import ipaddress
import uuid

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


@pytest.mark.parametrize("form", ["uuid1", "uuid3", "uuid4", "uuid5"])
def test_a_format_that_no_validator_knows_is_what_its_framework_means(form: str) -> None:
    text = example(form)
    assert text is not None
    assert uuid.UUID(text).version == int(form[-1])
    assert form not in KNOWN


def test_networks_and_bytes_are_what_they_say() -> None:
    assert ipaddress.ip_network(example("ipv4network") or "").version == 4
    assert ipaddress.ip_network(example("ipv6network") or "").version == 6
    assert base64.b64decode(example("byte") or "", validate=True) == b"a"
