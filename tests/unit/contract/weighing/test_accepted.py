"""The file of accepted findings: read strictly, edited so that it keeps its form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offramp.contract.weighing.accepted import edit_accepted, read_accepted
from offramp.contract.weighing.policy import Accepted
from offramp.errors import ConfigError

ONE = """\
[[accepted]]
fingerprint = "aaaaaaaaaaaaaaaa"
rule = "endpoint-added"
place = "/paths"
reason = "agreed in review"
expires = 2030-12-31
"""
A = Accepted(
    fingerprint="a" * 16,
    rule="endpoint-added",
    place="/paths",
    reason="agreed in review",
    expires=date(2030, 12, 31),
)
B = Accepted(fingerprint="b" * 16, rule="callback-added", place="/x", reason='the "b"\nline')
C = Accepted(fingerprint="c" * 16, rule="webhook-added", place="/y", reason="c")


def read(folder: Path, text: str) -> tuple[Accepted, ...]:
    (folder / "accepted.toml").write_bytes(text.encode())
    return read_accepted(folder / "accepted.toml", "docs/accepted.toml")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, ONE) == (A,)
    assert read(tmp_path, edit_accepted("", [C, A, B])) == (B, A, C)


def test_no_file_accepts_nothing(tmp_path: Path) -> None:
    assert read_accepted(tmp_path / "none.toml", "none.toml") == ()
    assert read(tmp_path, "") == read(tmp_path, "accepted = []\n") == ()


WRONG = {
    "no reason": (ONE.replace('reason = "agreed in review"\n', ""), 1, "reason of entry 1"),
    "blank reason": (ONE.replace("agreed in review", "  "), 5, "reason of entry 1"),
    "no fingerprint": (ONE.replace('fingerprint = "aaaaaaaaaaaaaaaa"\n', ""), 1, "fingerprint"),
    "short fingerprint": (ONE.replace("aaaaaaaaaaaaaaaa", "aaaa"), 2, "fingerprint of entry 1"),
    "capital fingerprint": (ONE.replace("aaaaaaaaaaaaaaaa", "A" * 16), 2, "fingerprint"),
    "twice": (ONE + "\n" + ONE, 9, "fingerprint of entry 2"),
    "text for a day": (ONE.replace("2030-12-31", '"2030-12-31"'), 6, "expires of entry 1"),
    "hour for a day": (ONE.replace("2030-12-31", "2030-12-31T10:00:00Z"), 6, "expires"),
    "unknown key": (ONE.replace("expires", "expiry"), 6, "expiry of entry 1"),
    "unknown table": ("# c\n[[acepted]]\n", 1, "acepted"),
    "a table": ("[accepted]\nx = 1\n", 1, "accepted"),
    "a list of texts": ('accepted = ["aaaaaaaaaaaaaaaa"]\n', 1, "accepted of entry 1"),
    "a number": (ONE.replace('"endpoint-added"', "3"), 3, "rule of entry 1"),
    "no TOML": (ONE + "x =\n", 7, "docs/accepted.toml is not TOML"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    """A file that is malformed accepts nothing: the gate cannot judge."""
    text, line, what = WRONG[case]
    with pytest.raises(ConfigError) as error:
        read(tmp_path, text)
    assert error.value.what.startswith(what)
    assert error.value.where == f"docs/accepted.toml:{line}"


def test_an_unknown_key_has_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        read(tmp_path, ONE.replace("expires", "expire"))
    assert error.value.next == 'did you mean "expires"?'


def test_doing_it_again_changes_nothing() -> None:
    once = edit_accepted("", [A, B, C])
    assert edit_accepted(once, [C, B, A]) == once
    assert edit_accepted("", []) == ""
    odd = "\n\n# mine\n\n\n" + ONE + "\n\n\n"
    assert edit_accepted(odd, [A]) == odd


def test_the_order_in_which_entries_come_does_not_count() -> None:
    together = edit_accepted("", [A, B, C])
    for order in ([A, B, C], [C, B, A], [B, A, C]):
        text = ""
        for entry in order:
            text = edit_accepted(text, [entry])
        assert text == together


def test_what_a_hand_has_written_stays() -> None:
    mine = f"# ours\nnothing = 0\n\n\n# why this one\n{ONE}# and so on\n".replace(
        "nothing = 0\n", ""
    )
    text = edit_accepted(mine, [B, C])
    for line in ("# ours", "# why this one\n[[accepted]]", "# and so on"):
        assert line in text
    assert text.index("callback-added") < text.index("# why this one") < text.index("webhook-added")
    assert edit_accepted(text, drop={B.fingerprint, C.fingerprint}).split() == mine.split()


def test_an_entry_is_renewed_in_its_place() -> None:
    mine = "# why\n" + ONE.replace("review", 'review" # by all').replace('all"', "all")
    later = Accepted(fingerprint=A.fingerprint, reason="agreed again", expires=date(2031, 1, 1))
    text = edit_accepted(mine, [later])
    assert '# why\n[[accepted]]\nfingerprint = "aaaaaaaaaaaaaaaa"\nrule = "endpoint-added"' in text
    assert "agreed again" in text
    assert "# by all" in text
    assert "expires = 2031-01-01" in text
    forever = edit_accepted(text, [Accepted(fingerprint=A.fingerprint, reason="agreed again")])
    assert "expires" not in forever


def test_an_entry_is_taken_out_with_its_comments() -> None:
    text = edit_accepted("# head\n\n# why\n" + ONE, [C])
    assert edit_accepted(text, drop={A.fingerprint}).count("[[accepted]]") == 1
    assert "# why" not in edit_accepted(text, drop={A.fingerprint})
    assert "# head" in edit_accepted(text, drop={A.fingerprint})


def test_line_ends_stay_what_they_are(tmp_path: Path) -> None:
    text = edit_accepted(ONE.replace("\n", "\r\n"), [C])
    assert text.count("\n") == text.count("\r\n")
    assert read(tmp_path, text) == (A, C)


@pytest.mark.parametrize(
    "text",
    [
        'accepted = [{fingerprint = "aaaaaaaaaaaaaaaa", reason = "r"}]\n',
        ONE + '\n[[accepted]]\nfingerprint = "dddddddddddddddd"\nreason = """\n[[accepted]]\n"""\n',
    ],
)
def test_a_form_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="cannot be edited"):
        edit_accepted(text, [C])


entries = st.lists(
    st.builds(
        Accepted,
        fingerprint=st.text("0123456789abcdef", min_size=16, max_size=16),
        rule=st.sampled_from(["", "endpoint-added", "webhook-added"]),
        place=st.text(max_size=20),
        reason=st.text(min_size=1).filter(str.strip),
        expires=st.none() | st.dates(date(2000, 1, 1), date(2999, 1, 1)),
    ),
    max_size=6,
    unique_by=lambda entry: entry.fingerprint,
)


@given(entries, st.randoms(use_true_random=False))
def test_whatever_is_accepted_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[Accepted], random: Any
) -> None:
    folder = tmp_path_factory.mktemp("a")
    text = ""
    for entry in random.sample(chosen, len(chosen)):
        text = edit_accepted(text, [entry])
    found = read(folder, text)
    assert sorted(found, key=repr) == sorted(chosen, key=repr)
    assert [e.rule for e in found] == sorted(e.rule for e in found)
    assert edit_accepted(text, chosen) == text
    gone = {entry.fingerprint for entry in chosen[:2]}
    kept = [entry for entry in found if entry.fingerprint not in gone]
    assert list(read(folder, edit_accepted(text, drop=gone))) == kept


def test_what_is_no_text_is_written_as_one(tmp_path: Path) -> None:
    odd = Accepted(fingerprint="a" * 16, reason="caf\udce9")
    assert read(tmp_path, edit_accepted("", [odd]))[0].reason == "caf?"
