"""Foreign text: nothing that reaches a terminal may act on it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dtao_tui.domain.text import cells, cleaned, quoted, without_controls

R = "\N{REPLACEMENT CHARACTER}"

CORPUS = [
    ("templar", "templar"),
    ("  spaced \t out\nname ", "spaced out name"),
    ("\x1b]0;owned\x07", f"{R}]0;owned{R}"),
    ("\x1b]52;c;cm0gLXJm\x1b\\", f"{R}]52;c;cm0gLXJm{R}\\"),
    ("a\x1b[2Jb", f"a{R}[2Jb"),
    ("\x9b31mred", f"{R}31mred"),
    ("nul\x00\x01\x02byte", f"nul{R}byte"),
    ("abc\u202edef", f"abc{R}def"),
    ("\u2066isolated\u2069", f"{R}isolated{R}"),
    ("zero\u200bwidth\u200djoined\ufeff", f"zero{R}width{R}joined{R}"),
    ("tag\U000e0041\U000e0042", f"tag{R}"),
    ("private\ue000use", f"private{R}use"),
    ("unassigned\U0003ffff", f"unassigned{R}"),
    ("lone\ud800surrogate", f"lone{R}surrogate"),
    ("line\u2028para\u2029graph", "line para graph"),
    ("next\x85line", "next line"),
    ("no\u00a0break\u3000wide", "no break wide"),
    ("e\u0301t\u00e9", "été"),
    ("Z\u0351\u0352\u0353\u0354algo", "Z\u0353\u0354algo"),
    ("\u0301leading mark", "leading mark"),
    ("space \u0301mark", "space mark"),
    ("\u3164\u2800\u115f", ""),
    ("star\ufe0f\u2605", "star★"),
    ("[red]x[/red]", "[red]x[/red]"),
    ("[@click=app.steal]name[/]", "[@click=app.steal]name[/]"),
    ("日本語サブネット", "日本語サブネット"),
    ("שלום", "שלום"),
    ("\U0001f600 smile", "\U0001f600 smile"),
    ("\U0001f1e9\U0001f1ea \U0001f468\u200d\U0001f469\u200d\U0001f467", "DE \U0001f468\U0001f469\U0001f467"),
    ("\U0001f44d\U0001f3fd \U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f44d \U0001f3f3\U0001f308"),
    ("\u0928\u092e\u0938\u094d\u200d\u0924\u0947", "\u0928\u092e\u0938\u094d\u0924\u0947"),
    ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e"),
    ("\u200dx\u200c \U0001f600\u200d", f"{R}x{R} \U0001f600{R}"),
]


@pytest.mark.parametrize(("text", "shown"), CORPUS, ids=[ascii(text) for text, _ in CORPUS])
def test_hostile_and_friendly_text_comes_out_as_one_safe_line(text: str, shown: str) -> None:
    assert cleaned(text) == shown


def test_bytes_are_read_as_utf8_and_what_is_not_is_replaced() -> None:
    assert cleaned("日本".encode()) == "日本"
    assert cleaned(b"bad\xff\xfebytes") == f"bad{R}bytes"
    assert cleaned(b"") == ""


def test_no_text_is_empty() -> None:
    assert cleaned(None) == ""


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("templar", 7, "templar"),
        ("templars", 7, "templa…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("two words", 5, "two…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("e\u0302\u0323xtra", 4, "\u1ec7xt…"),
    ],
)
def test_a_cut_is_seen_and_keeps_to_its_cells(text: str, limit: int, shown: str) -> None:
    assert cleaned(text, limit) == shown
    assert cells(shown) <= limit


def test_a_very_long_text_is_cut_at_once() -> None:
    assert cleaned("x" * 10_000_000, 10) == "xxxxxxxxx…"


def test_no_single_character_is_wider_on_screen_than_it_is_counted() -> None:
    shown = (cleaned(chr(code)) for code in range(0x20000))

    assert [line for line in shown if cell_len(line) > cells(line)] == []


@given(st.one_of(st.text(), st.text(alphabet=st.characters(min_codepoint=0x300, max_codepoint=0x36F))))
def test_clean_text_holds_nothing_that_acts(text: str) -> None:
    line = cleaned(text)

    assert all(unicodedata.category(character)[0] != "C" for character in line)
    assert all(character == " " or unicodedata.category(character)[0] != "Z" for character in line)
    assert line == line.strip()
    assert "  " not in line
    assert cells(line) <= 48


@given(
    st.text(
        alphabet=st.sampled_from(
            "aeZ \t\u0301\u0323\u0345\u0344\u1100\u1161\u11a8\u0f71\u0f72\u0f73\u200d\x1b日\U0001f600\ufe0f"
        )
    )
)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.text())
def test_never_more_than_two_marks_stand_in_a_row(text: str) -> None:
    marks = "".join("m" if unicodedata.category(character)[0] == "M" else "-" for character in cleaned(text))

    assert "mmm" not in marks
    assert not marks.startswith("m")


@given(st.binary())
def test_any_bytes_can_be_shown(data: bytes) -> None:
    assert cells(cleaned(data)) <= 48


def test_lines_of_any_width_keep_their_ends_and_lose_what_drives_a_terminal() -> None:
    told = "a line\n\x1b]52;c;cHduZWQ=\x07\x9b31m\u202e\r\tand another τ …"
    assert without_controls(told) == "a line\n�]52;c;cHduZWQ=��31m���and another τ …"


@given(st.text(alphabet=st.characters() | st.sampled_from('"“”„«»\uff02'), max_size=80))
def test_a_quotation_cannot_be_closed_by_what_is_quoted(text: str) -> None:
    whole = quoted(text)
    assert (whole[0], whole[-1]) == ("“", "”")
    assert not set(whole[1:-1]) & set('"“”„‟«»〝〞〟\uff02')
    assert cells(whole) == cells(cleaned(text)) + 2


def test_a_quotation_keeps_the_words() -> None:
    assert quoted('the ”best“ "pool"\x1b[2J', 30) == f"“the 'best' 'pool'{R}[2J”"
