"""A call as lines of text: every argument as it is signed, money with its amount beside it."""

import pytest

from dtao_tui.domain.copying.call_text import text_of
from dtao_tui.domain.copying.copies import bytes_of, copies_of
from dtao_tui.domain.copying.plain_words import NotCopyable
from dtao_tui.domain.trades.calls import Call
from tests.domain.copying.calls import ALICE, FINNEY, HOSTILE, STAKE, SWAP


def test_a_plain_call_has_one_argument_in_a_line() -> None:
    assert text_of(STAKE).splitlines() == [
        "SubtensorModule.add_stake_limit",
        f"  hotkey         {ALICE}",
        "  netuid         1",
        "  amount_staked  1  (0.000000001 τ)",
        "  limit_price    5  (0.000000005 τ/α)",
        "  allow_partial  no",
    ]


def test_calls_inside_a_call_are_indented_below_it() -> None:
    batch = Call("Utility", "batch_all", {"calls": (SWAP, STAKE)})
    proxied = Call("Proxy", "proxy", {"real": ALICE, "force_proxy_type": None, "call": batch})
    lines = text_of(proxied).splitlines()
    assert lines[2] == "  force_proxy_type  none"
    assert lines[3:7] == [
        "  call",
        "    Utility.batch_all",
        "      calls  2 calls",
        "        SubtensorModule.swap_stake_limit",
    ]
    assert "          limit_price         5  (0.000000005 of both prices)" in lines
    assert "          alpha_amount        1  (0.000000001 α of subnet 1)" in lines


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_is_no_name_and_no_address_is_never_copied(text: str) -> None:
    for call in (Call(text, "x", {}), Call("A", text, {}), Call("A", "x", {text: 1}), Call("A", "x", {"y": text})):
        with pytest.raises(NotCopyable):
            text_of(call)


def test_what_cannot_be_copied_has_its_reason_instead_of_a_text() -> None:
    for copy in copies_of(Call("A", "x", {"y": "two\nlines"}), FINNEY):
        assert (copy.text, len(copy.notes)) == ("", 1)


def test_a_call_can_be_copied_as_command_as_lines_and_as_bytes() -> None:
    command, decoded = copies_of(STAKE, FINNEY)
    assert command.text.startswith("btcli tx add-stake-limit")
    assert decoded.text == text_of(STAKE)
    assert bytes_of(b"\x07\x58").text == "0x0758"
