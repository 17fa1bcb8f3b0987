"""Trades of baskets that come into no block, with the code that the pool answers."""

import pytest

from dtao_tui.practice.blocks.transactions import INVALID, Transaction, TransactionRefused, check_call
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.baskets import basket_trades
from dtao_tui.practice.runtime.plain_values import Invocation
from tests.practice.economy import ALICE, TAO, Economy, an_economy

NET, OTHER = 3, 5
ROOT = 0


@pytest.fixture
def economy() -> Economy:
    """A validator on root has a basket, and prices stand still."""
    economy = an_economy()
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=economy.validator(ROOT), netuid=ROOT, amount_staked=TAO)
    economy.pay_dividends(economy.validator(ROOT), NET, 1_000 * TAO)
    for netuid in (NET, OTHER):
        price = pools.pool_of(economy.storage, netuid).price_bits
        economy.storage.put(pools.MOVING_PRICE, netuid, value={"bits": price >> 32})
        economy.storage.put(pools.FAST_PRICE, netuid, value={"bits": price})
    return economy


def owner(economy: Economy) -> bytes:
    return economy.storage.raw("SubtensorModule.Owner", economy.validator(ROOT))


def a_trade(economy: Economy, alpha: int, origin: int = NET, hotkey: bytes | None = None) -> Invocation:
    sides: dict[str, object] = {"origin_netuid": origin, "destination_netuid": OTHER, "amount": alpha}
    whose = {"hotkey": hotkey or economy.validator(ROOT)}
    return Invocation("SubtensorModule.swap_basket", {**whose, **sides, "min_amount_out": 0})


def several(economy: Economy, *legs: tuple[int, int, int, int]) -> Invocation:
    return Invocation("SubtensorModule.swap_basket_many", {"hotkey": economy.validator(ROOT), "legs": list(legs)})


def code_of(economy: Economy, call: Invocation, signer: bytes | None = None) -> int | None:
    """The custom code of the pool's refusal; None where the transaction may be in a block."""
    try:
        check_call(economy.storage, Transaction(b"", signer or owner(economy), 0, 0, call, 0, 0))
    except TransactionRefused as refused:
        return int(refused.data.removeprefix("Custom error: ")) if refused.code == INVALID else refused.code
    return None


def test_a_trade_that_would_work_may_be_in_a_block(economy: Economy) -> None:
    assert code_of(economy, a_trade(economy, 50 * TAO)) is None
    assert code_of(economy, several(economy, (NET, OTHER, 50 * TAO, 0), (NET, ROOT, 50 * TAO, 0))) is None


def test_the_least_trade_is_measured_as_the_trade_itself_measures_it(economy: Economy) -> None:
    least = basket_trades.least_trade(economy.storage)
    alpha = least * 10**9 // pools.pool_of(economy.storage, NET).price.rao
    assert code_of(economy, a_trade(economy, alpha * 99 // 100)) == 1
    assert code_of(economy, a_trade(economy, alpha * 101 // 100)) is None
    assert code_of(economy, a_trade(economy, least - 1, origin=ROOT)) == 1
    assert code_of(economy, a_trade(economy, least, origin=ROOT)) is None


def test_each_reason_has_the_chains_code(economy: Economy) -> None:
    fine = 50 * TAO
    assert code_of(economy, a_trade(economy, fine), ALICE) == 25
    assert code_of(economy, a_trade(economy, fine, origin=4_000)) == 3
    assert code_of(economy, a_trade(economy, 0)) == 1
    # Same subnet, an empty batch: errors without a code of their own.
    assert code_of(economy, a_trade(economy, fine, origin=OTHER)) == 255
    assert code_of(economy, several(economy)) == 255
    elsewhere = economy.storage.raw("SubtensorModule.SubnetOwnerHotkey", NET)
    theirs = economy.storage.raw("SubtensorModule.Owner", elsewhere)
    assert code_of(economy, a_trade(economy, fine, hotkey=elsewhere), theirs) == 19
    economy.storage.put(pools.FAST_PRICE, NET, value={"bits": pools.pool_of(economy.storage, NET).price_bits * 2})
    assert code_of(economy, a_trade(economy, fine)) == 8
    economy.storage.put("SubtensorModule.BasketTradingEnabled", value=False)
    assert code_of(economy, a_trade(economy, fine)) == 255


def test_batches_and_proxies_are_looked_into_with_the_account_that_trades(economy: Economy) -> None:
    small, fine = a_trade(economy, TAO // 100), a_trade(economy, 50 * TAO)
    assert code_of(economy, Invocation("Utility.force_batch", {"calls": [fine, small]})) == 1
    for signer, real, code in ((ALICE, owner(economy), None), (owner(economy), ALICE, 25)):
        call = Invocation("Proxy.proxy", {"real": real, "force_proxy_type": None, "call": fine})
        assert code_of(economy, call, signer) == code
        assert code_of(economy, Invocation("Utility.batch_all", {"calls": [call]}), signer) == code
