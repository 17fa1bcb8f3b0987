import pytest

from dtao_tui.practice.blocks.transactions import call_fee, call_weight
from dtao_tui.practice.pallets.fees import BASE_RAO, EXTENSIONS_RAO, OTHER_WEIGHT_RAO, fee_of
from dtao_tui.practice.runtime.plain_values import Invocation


@pytest.mark.parametrize(
    ("call", "weight"),
    [
        ("SubtensorModule.add_stake", 1_532_032),
        ("SubtensorModule.add_stake_limit", 1_626_502),
        ("SubtensorModule.remove_stake", 1_284_599),
        ("SubtensorModule.remove_stake_limit", 1_357_848),
        ("SubtensorModule.remove_stake_full_limit", 1_364_646),
    ],
)
def test_a_fee_is_base_extensions_length_and_the_pallets_weight(call: str, weight: int):
    assert fee_of(call, 190) == BASE_RAO + EXTENSIONS_RAO + 190 + weight
    assert 1_300_000 < fee_of(call, 190) < 2_300_000


def test_every_byte_costs_a_rao():
    assert fee_of("Balances.transfer_keep_alive", 151) - fee_of("Balances.transfer_keep_alive", 150) == 1


def test_a_call_of_no_known_weight_and_one_that_carries_others():
    assert fee_of("System.remark", 100) == BASE_RAO + EXTENSIONS_RAO + 100 + OTHER_WEIGHT_RAO
    assert fee_of("Utility.batch_all", 100, weight_rao=7) == BASE_RAO + EXTENSIONS_RAO + 100 + 7


def test_a_batch_weighs_what_its_calls_weigh_and_pays_base_and_length_once():
    stake, remove = (Invocation(f"SubtensorModule.{name}", {}) for name in ("add_stake", "remove_stake"))
    batch = Invocation("Utility.batch_all", {"calls": [stake, Invocation("Proxy.proxy", {"call": remove})]})
    carried = 1_532_032 + 1_284_599
    assert call_fee(batch, 300) == BASE_RAO + EXTENSIONS_RAO + 300 + 2 * OTHER_WEIGHT_RAO + carried
    assert call_weight(batch) == (2 * OTHER_WEIGHT_RAO + carried) * 2_000
