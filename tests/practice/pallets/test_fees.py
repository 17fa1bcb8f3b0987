"""Fees against what was recorded of real transactions, and against the SDK's model of claims."""

from collections.abc import Callable
from typing import Any

import pytest
from bittensor.intents import _root_claim_fee as sdk

from dtao_tui.practice.blocks.transactions import call_fee
from dtao_tui.practice.pallets import fees
from dtao_tui.practice.pallets.fees import OTHER, call_weight, claim_weight, fee_of, weight_of
from dtao_tui.practice.runtime.plain_values import Invocation

RECORDED = 461
HALVED_SINCE = 467
TRANSFER = "Balances.transfer_keep_alive"


def test_a_transfer_costs_what_mainnet_answered_for_its_145_bytes() -> None:
    """`payment_queryInfo` at block 9,168,527 of mainnet, spec 470: weight 224,051,000, fee 83,124."""
    assert weight_of(TRANSFER) == 224_051_000
    assert fee_of(weight_of(TRANSFER), 145) == 83_124


def test_a_recorded_transaction_was_charged_base_length_and_call_alone(
    real_recording: Callable[[int], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 461, before rates were halved: no extension weighs anything, and the event counts the base."""
    golden = real_recording(RECORDED)
    receipt, extrinsics = golden["receipt"], golden["block"]["raw"]["block"]["extrinsics"]
    transfer = extrinsics[receipt["extrinsic_idx"]]
    events = {f"{each['event']['module_id']}.{each['event']['event_id']}": each for each in receipt["triggered_events"]}
    monkeypatch.setattr(fees, "RAO_PER_WEIGHT", 2 * fees.RAO_PER_WEIGHT)
    monkeypatch.setattr(fees, "RAO_PER_BYTE", 2 * fees.RAO_PER_BYTE)
    assert RECORDED < HALVED_SINCE
    assert fee_of(weight_of(TRANSFER), len(bytes.fromhex(transfer[2:]))) == receipt["total_fee_amount"]
    told = events["System.ExtrinsicSuccess"]["event"]["attributes"]["dispatch_info"]["weight"]["ref_time"]
    assert told == fees.BASE + golden["payment_info"]["weight"]["ref_time"]


@pytest.mark.parametrize(
    ("call", "weight"),
    [
        ("remove_stake", 2_409_000_000),
        ("remove_stake_limit", 2_472_000_000),
        ("swap_stake_limit", 4_169_000_000),
        ("unstake_all", 225_000_000),
    ],
)
def test_a_call_that_grew_heavier_is_billed_its_weight_of_459(call: str, weight: int) -> None:
    assert weight_of(f"SubtensorModule.{call}") == weight
    assert fee_of(weight, 190) == 27_039 + 95 + weight // 4_000


def test_halves_of_a_rao_go_down() -> None:
    assert [fees.fee_of_length(length) for length in (0, 1, 2, 3, 151)] == [0, 0, 1, 1, 75]
    assert [fees.fee_of_weight(weight) for weight in (0, 2_000, 2_001, 40_000, 10**9)] == [0, 0, 1, 10, 250_000]


def test_a_claim_reserves_what_the_sdk_says_that_is_charged() -> None:
    for limit in (129, 256):
        assert weight_of("SubtensorModule.claim_root") == sdk.root_claim_charged_ref_time(limit) + fees.FOLD
    assert fee_of(weight_of("SubtensorModule.claim_root_with_hotkey"), 0) == 27_039 + 8_224_263


def test_a_claim_weighs_by_what_it_sold_and_what_it_only_valued() -> None:
    for active, scanned, quotes, rows in ((1, 0, 0, 0), (1, 3, 0, 0), (4, 4, 24, 4), (7, 1, 9, 2)):
        parts = sdk._claim_root_ref_time(active) + sdk._claim_root_scan_ref_time(scanned)
        told = parts + sdk._basket_flush_ref_time(quotes, rows) + fees.FOLD
        assert claim_weight(active, scanned, quotes, rows) == told


def test_a_batch_weighs_what_its_calls_weigh_and_pays_base_and_length_once() -> None:
    stake, remove = (Invocation(f"SubtensorModule.{name}", {}) for name in ("add_stake", "remove_stake"))
    batch = Invocation("Utility.batch_all", {"calls": [stake, Invocation("Proxy.proxy", {"call": remove})]})
    weight = 2 * OTHER + weight_of(stake.name) + weight_of(remove.name)
    assert call_weight(batch) == weight
    assert call_fee(batch, 300) == fee_of(weight, 300)
    assert call_fee(batch, 300, unused=4_000_000) == fee_of(weight, 300) - 1_000


def test_a_stake_into_a_basket_is_billed_for_four_holdings_at_most():
    """By hand, in millions: 4 × 675 to buy, 8 × 235 to value, 800, 24 × 110 and 13,291.714516 for dividends, 60."""
    whole = 2_700_000_000 + 1_880_000_000 + 800_000_000 + 2_640_000_000 + 13_291_714_516 + 60_000_000
    assert fees.weight_of("SubtensorModule.stake_into_basket") == whole == 21_371_714_516
    # Without dividends that wait, into one holding.
    assert fees.basket_stake_weight(1) == 675_000_000 + 2 * 235_000_000 + 800_000_000 + 60_000_000
    assert fees.basket_stake_weight(0) == 675_000_000 + 235_000_000 + 800_000_000 + 60_000_000
