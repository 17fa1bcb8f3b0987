"""The btcli command of a call: exact amounts, a raw call where no command fits, and no text that a shell could run."""

import pytest

from dtao_tui.domain.copying.btcli_command import (
    NO_WALLET,
    OWN_LIMIT,
    RAW,
    SEALED,
    SIGNED_OTHERWISE,
    BtcliSetting,
    command_of,
)
from dtao_tui.domain.copying.plain_words import NotCopyable
from dtao_tui.domain.trades.calls import Call
from tests.domain.copying.calls import ALICE, BETWEEN, FINNEY, HOSTILE, STAKE, SWAP


@pytest.mark.parametrize(
    ("rao", "amount"),
    [(1, "0.000000001"), (10**9, "1.0"), (2**64 - 1, "18446744073.709551615"), (1_500_000_000, "1.5")],
)
def test_an_amount_is_exact_to_the_rao(rao: int, amount: str) -> None:
    call = Call("SubtensorModule", "add_stake_limit", {**STAKE.arguments, "amount_staked": rao})
    assert ("--amount-tao", amount) in command_of(call, FINNEY).options


def test_a_stake_has_a_command_with_the_very_limit() -> None:
    command = command_of(STAKE, FINNEY)
    assert command.head == ("tx", "add-stake-limit")
    assert command.notes == (OWN_LIMIT, SIGNED_OTHERWISE)
    assert command.text.splitlines()[:2] == ["btcli tx add-stake-limit \\", f"  --hotkey {ALICE} \\"]


def test_a_swap_whose_command_computes_its_own_limit_is_a_raw_call() -> None:
    command = command_of(SWAP, FINNEY)
    assert command.head == ("call", "SubtensorModule.swap_stake_limit")
    assert RAW in command.notes


def test_a_move_between_subnets_without_a_limit_is_a_raw_call() -> None:
    moved = {"origin_hotkey": ALICE, "destination_hotkey": ALICE, **BETWEEN}
    assert command_of(Call("SubtensorModule", "move_stake", moved), FINNEY).head[0] == "call"


def test_a_call_that_no_operation_makes_today_is_a_raw_call() -> None:
    command = command_of(Call("SubtensorModule", "some_new_call", {"flag": None, "ids": "[0, 12]"}), FINNEY)
    assert command.options[0] == ("--args", '{\n "flag": null,\n "ids": [\n  0,\n  12\n ]\n}')


@pytest.mark.parametrize(("is_shielded", "flag"), [(True, "--mev-shield"), (False, "--no-mev-shield")])
def test_the_shield_is_always_said_since_btcli_has_a_default_of_its_own(*, is_shielded: bool, flag: str) -> None:
    assert (flag,) in command_of(STAKE, BtcliSetting("finney", "cold", is_shielded=is_shielded)).options


def test_what_a_proxy_does_is_said_for_whom() -> None:
    proxied = Call("Proxy", "proxy", {"real": ALICE, "force_proxy_type": "Staking", "call": STAKE})
    command = command_of(proxied, FINNEY)
    assert command.head == ("tx", "add-stake-limit")
    assert ("--proxy-for", ALICE) in command.options
    assert ("--force-proxy-type", "Staking") in command.options


def test_a_sealed_order_has_no_command() -> None:
    with pytest.raises(NotCopyable, match=SEALED.split(".", maxsplit=1)[0]):
        command_of(Call("MevShield", "submit_encrypted", {"ciphertext": "0x00"}), FINNEY)


@pytest.mark.parametrize("wallet", ["", "-rf", "two\nlines", "\x1b]52;c;AAAA\x07"])
def test_a_wallet_whose_name_btcli_could_misread_is_left_out(wallet: str) -> None:
    command = command_of(STAKE, BtcliSetting("finney", wallet))
    assert "-w" not in command.arguments
    assert NO_WALLET in command.notes


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "call",
    [
        lambda text: Call(text, "add_stake_limit", {}),
        lambda text: Call("SubtensorModule", text, {}),
        lambda text: Call("SubtensorModule", "x", {text: 1}),
        lambda text: Call("SubtensorModule", "x", {"y": text}),
        lambda text: Call("SubtensorModule", "add_stake_limit", {**STAKE.arguments, "hotkey": text}),
        lambda text: Call("Proxy", "proxy", {"real": text, "force_proxy_type": None, "call": STAKE}),
        lambda text: Call("Proxy", "proxy", {"real": ALICE, "force_proxy_type": text, "call": STAKE}),
        lambda text: Call("Utility", "batch_all", {"calls": (Call(text, "x", {}),)}),
        lambda text: Call("Utility", "batch_all", {"calls": (Call("A", "x", {text: 1}),)}),
    ],
)
def test_text_that_is_no_name_and_no_address_is_never_copied(call: object, text: str) -> None:
    assert callable(call)
    with pytest.raises(NotCopyable):
        command_of(call(text), FINNEY)
