import pytest

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.practice.pallets import pools, stake_moves, staking
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy
from tests.practice.pallets.moves import HERE, THERE, other_validator, swapping

NOBODYS_HOTKEY = bytes([7]) * 32
LEAST = 2_000_000


@pytest.fixture
def economy() -> Economy:
    """Alice has stake on HERE with its first validator, who serves everywhere."""
    economy = an_economy()
    economy.call(
        ALICE, "SubtensorModule.add_stake", hotkey=economy.validator(HERE), netuid=HERE, amount_staked=100 * TAO
    )
    return economy


def test_a_move_across_subnets_pays_one_fee_on_the_sale(economy: Economy):
    held, hotkey = economy.stake(ALICE, HERE), economy.validator(HERE)
    source, target = pools.pool_of(economy.storage, HERE), pools.pool_of(economy.storage, THERE)
    sold = source.trade(Side.SELL, Alpha(held, HERE))
    bought = target.trade(Side.BUY, sold.received, drop_fees=True)
    free, author = economy.free(ALICE), economy.free(AUTHOR)
    fees = source.tao_in - sold.received - source.after(sold).tao_in

    events = economy.call(ALICE, "SubtensorModule.swap_stake", **swapping(economy, held))

    assert economy.stake(ALICE, HERE) == 0
    assert economy.stake(ALICE, THERE, hotkey) == bought.received.rao
    assert economy.free(ALICE) == free
    assert economy.free(AUTHOR) == author + fees.rao
    named = {event.name: event.values for event in events}
    assert named["StakeSwapped"] == (ALICE, hotkey, HERE, THERE, sold.received.rao)
    assert named["StakeRemoved"][2:] == (sold.received.rao, sold.net.rao, HERE, sold.fee.rao)
    assert named["StakeAdded"][2:] == (sold.received.rao, bought.received.rao, THERE, 0)


def test_from_root_the_fee_is_on_the_purchase(economy: Economy):
    hotkey = economy.validator(HERE)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=0, amount_staked=10 * TAO)
    bought = pools.pool_of(economy.storage, THERE).trade(Side.BUY, Tao(10 * TAO))
    events = economy.call(ALICE, "SubtensorModule.swap_stake", **swapping(economy, 10 * TAO, origin_netuid=0))
    named = {event.name: event.values for event in events}
    assert named["StakeRemoved"][2:] == (10 * TAO, 10 * TAO, 0, 0)
    assert named["StakeAdded"][2:] == (10 * TAO, bought.received.rao, THERE, bought.fee.rao)


def test_a_move_within_a_subnet_trades_nothing(economy: Economy):
    held, hotkey, other = economy.stake(ALICE, HERE), economy.validator(HERE), other_validator(economy)
    pool = pools.pool_of(economy.storage, HERE)
    between: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": HERE, "alpha_amount": held}
    events = economy.call(
        ALICE, "SubtensorModule.move_stake", origin_hotkey=hotkey, destination_hotkey=other, **between
    )
    assert pools.pool_of(economy.storage, HERE) == pool
    assert economy.stake(ALICE, HERE) == 0
    assert economy.stake(ALICE, HERE, other) == pytest.approx(held, abs=1)
    assert [event.name for event in events] == ["StakeRemoved", "StakeAdded", "StakeMoved"]
    assert events[0].values[-1] == 0


def test_a_transfer_gives_the_position_away(economy: Economy):
    held, hotkey = economy.stake(ALICE, HERE), economy.validator(HERE)
    between: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": HERE, "alpha_amount": held // 2}
    call = "SubtensorModule.transfer_stake"
    events = economy.call(ALICE, call, destination_coldkey=BOB, hotkey=hotkey, **between)
    assert economy.stake(BOB, HERE) == pytest.approx(held // 2, abs=1)
    assert events[-1].name == "StakeTransferred"
    assert events[-1].values[:5] == (ALICE, BOB, hotkey, HERE, HERE)


def test_a_transfer_can_change_the_hotkey_and_the_subnet_too(economy: Economy):
    held, hotkey, other = economy.stake(ALICE, HERE), economy.validator(HERE), economy.validator(THERE)
    free = economy.free(BOB)
    events = economy.call(
        ALICE,
        "SubtensorModule.transfer_stake_and_hotkey",
        destination_coldkey=BOB,
        origin_hotkey=hotkey,
        destination_hotkey=other,
        origin_netuid=HERE,
        destination_netuid=THERE,
        alpha_amount=held,
    )
    assert economy.stake(ALICE, HERE) == 0
    assert economy.stake(BOB, THERE, other) > 0
    assert economy.free(BOB) == free
    tao = next(event.values[2] for event in events if event.name == "StakeRemoved")
    assert events[-1].name == "StakeAndHotkeyTransferred"
    assert events[-1].values == (ALICE, BOB, hotkey, other, HERE, THERE, tao)


def test_a_move_tells_where_from_and_where_to(economy: Economy):
    held, hotkey, other = economy.stake(ALICE, HERE), economy.validator(HERE), economy.validator(THERE)
    between: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": THERE, "alpha_amount": held}
    call = "SubtensorModule.move_stake"
    events = economy.call(ALICE, call, origin_hotkey=hotkey, destination_hotkey=other, **between)
    named = {event.name: event.values for event in events}
    assert [event.name for event in events if event.pallet == "SubtensorModule"] == [
        *("StakeRemoved", "StakeAdded", "StakeMoved")
    ]
    assert named["StakeMoved"] == (ALICE, hotkey, HERE, other, THERE, named["StakeRemoved"][2])


def test_a_subnet_can_forbid_transfers_but_not_moves(economy: Economy):
    economy.storage.put(stake_moves.TRANSFER_TOGGLE, THERE, value=False)
    held, hotkey = economy.stake(ALICE, HERE), economy.validator(HERE)
    between: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": THERE, "alpha_amount": held}
    call = "SubtensorModule.transfer_stake"
    failure = economy.failure(ALICE, call, destination_coldkey=BOB, hotkey=hotkey, **between)
    assert failure == "SubtensorModule.TransferDisallowed"
    economy.call(ALICE, "SubtensorModule.swap_stake", **swapping(economy, held))


def test_the_checks_come_in_the_chains_order(economy: Economy):
    """`validate_stake_transition`: each wrong is put right in turn, and the next one is named."""
    held, hotkey = economy.stake(ALICE, HERE), economy.validator(HERE)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=HERE, amount=held)
    economy.storage.put(stake_moves.TRANSFER_TOGGLE, THERE, value=False)
    economy.storage.put(pools.IS_OPEN, THERE, value=False)
    wrong: dict[str, Value] = {"destination_coldkey": ALICE, "hotkey": NOBODYS_HOTKEY, "origin_netuid": 999}
    call = "SubtensorModule.transfer_stake"

    def error(amount: int, destination: int, **others: Value) -> str:
        arguments = {**wrong, "destination_netuid": destination, "alpha_amount": amount, **others}
        return economy.failure(ALICE, call, **arguments).rpartition(".")[2]

    here: dict[str, Value] = {"origin_netuid": HERE}
    mine = {**here, "hotkey": hotkey}
    assert error(10**18, 999) == "SameNetuid"
    assert error(10**18, THERE) == "SubnetNotExists"
    assert error(10**18, THERE, **here) == "SubtokenDisabled"
    economy.storage.put(pools.IS_OPEN, THERE, value=True)
    assert error(10**18, THERE, **here) == "HotKeyAccountNotExists"
    assert error(10**18, THERE, **mine) == "NotEnoughStakeToWithdraw"
    assert error(1_000, THERE, **mine) == "AmountTooLow"
    assert error(held, THERE, **mine) == "TransferDisallowed"
    economy.storage.put(stake_moves.TRANSFER_TOGGLE, THERE, value=True)
    assert error(held, THERE, **mine) == "StakeUnavailable"


class TestLimits:
    def ratio(self, economy: Economy, permille: int) -> int:
        here, there = (pools.pool_of(economy.storage, netuid).price.rao for netuid in (HERE, THERE))
        return here * 10**9 // there * permille // 1000

    def test_a_ratio_beyond_the_present_one_fills_nothing(self, economy: Economy):
        assert stake_moves.largest_move(economy.storage, HERE, THERE, self.ratio(economy, 1001)) == 0

    def test_all_or_nothing_and_partial_fills(self, economy: Economy):
        economy.give(ALICE, 50_000 * TAO)
        hotkey = economy.validator(HERE)
        economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=HERE, amount_staked=20_000 * TAO)
        held, ratio = economy.stake(ALICE, HERE), self.ratio(economy, 900)
        most = stake_moves.largest_move(economy.storage, HERE, THERE, ratio)
        assert 0 < most < held
        arguments = swapping(economy, held, limit_price=ratio, allow_partial=False)
        failure = economy.failure(ALICE, "SubtensorModule.swap_stake_limit", **arguments)
        assert failure == "SubtensorModule.SlippageTooHigh"
        economy.call(ALICE, "SubtensorModule.swap_stake_limit", **{**arguments, "allow_partial": True})
        assert economy.stake(ALICE, HERE) == pytest.approx(held - most, abs=1)

    def test_the_main_case_is_the_chains_approximation(self, economy: Economy):
        """By hand: alpha_in2 × T1/(T1+T2) ÷ limit − alpha_in1 × T2/(T1+T2)."""
        here, there = (pools.pool_of(economy.storage, netuid) for netuid in (HERE, THERE))
        ratio = self.ratio(economy, 500)
        whole = here.tao_in.rao + there.tao_in.rao
        bought = there.alpha_in.rao * here.tao_in.rao / whole / (ratio / 1e9)
        expected = bought - here.alpha_in.rao * there.tao_in.rao / whole
        assert stake_moves.largest_move(economy.storage, HERE, THERE, ratio) == pytest.approx(expected, rel=1e-9)

    def test_from_root_the_ratio_is_turned_round_as_the_chain_turns_it(self, economy: Economy):
        """1 ÷ 10 is no binary fraction: 10⁹ ÷ 10¹⁰, cut and then times 10⁹, is a rao below 10⁸."""
        assert stake_moves.largest_move(economy.storage, 0, THERE, 2) == (
            staking.largest_stake(economy.storage, THERE, Price(5 * 10**17))
        )
        economy.storage.put(pools.TAO_IN, THERE, value=30_000 * TAO)
        economy.storage.put(pools.ALPHA_IN, THERE, value=600_000 * TAO)
        economy.storage.put(pools.WEIGHT, THERE, value={"quote": 5 * 10**17})
        below, at = (staking.largest_stake(economy.storage, THERE, Price(10**8 - less)) for less in (1, 0))
        assert below < at
        assert stake_moves.largest_move(economy.storage, 0, THERE, 10**10) == below

    def test_root_and_no_limit(self, economy: Economy):
        assert stake_moves.largest_move(economy.storage, HERE, THERE, 0) == 2**64 - 1
        assert stake_moves.largest_move(economy.storage, 0, THERE, 0) == 2**64 - 1
        assert stake_moves.largest_move(economy.storage, 0, 0, 10**9) == 2**64 - 1
        assert stake_moves.largest_move(economy.storage, 0, 0, 10**9 + 1) == 0


def test_locked_alpha_neither_crosses_subnets_nor_changes_owner(economy: Economy):
    held, hotkey = economy.stake(ALICE, HERE), economy.validator(HERE)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=HERE, amount=held)
    failure = economy.failure(ALICE, "SubtensorModule.swap_stake", **swapping(economy, held))
    assert failure == "SubtensorModule.StakeUnavailable"
    between: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": HERE, "alpha_amount": held}
    call = "SubtensorModule.transfer_stake"
    failure = economy.failure(ALICE, call, destination_coldkey=BOB, hotkey=hotkey, **between)
    assert failure == "SubtensorModule.AccountRejectsLockedAlpha"
    other = other_validator(economy)
    economy.call(ALICE, "SubtensorModule.move_stake", origin_hotkey=hotkey, destination_hotkey=other, **between)


def test_fresh_root_stake_stays_as_long_as_the_chain_says(economy: Economy):
    economy.storage.put("SubtensorModule.RootStakeUnlockInterval", value=10)
    hotkey = economy.validator(0)
    root: dict[str, Value] = {"hotkey": hotkey, "netuid": 0}
    economy.block = 5
    economy.call(ALICE, "SubtensorModule.add_stake", **root, amount_staked=TAO)
    economy.block = 14
    failure = economy.failure(ALICE, "SubtensorModule.remove_stake", **root, amount_unstaked=TAO)
    assert failure == "SubtensorModule.RootStakeLocked"
    economy.block = 15
    economy.call(ALICE, "SubtensorModule.remove_stake", **root, amount_unstaked=TAO)


def test_root_stake_that_was_moved_or_claimed_is_fresh_again(economy: Economy):
    economy.storage.put("SubtensorModule.RootStakeUnlockInterval", value=10)
    hotkey, other = economy.validator(0), economy.storage.raw("SubtensorModule.Keys", 0, 1)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=0, amount_staked=10 * TAO)
    economy.block = 20
    between: dict[str, Value] = {"origin_netuid": 0, "destination_netuid": 0, "alpha_amount": 5 * TAO}
    move = "SubtensorModule.move_stake"
    economy.call(ALICE, move, origin_hotkey=hotkey, destination_hotkey=other, **between)
    leave: dict[str, Value] = {"netuid": 0, "amount_unstaked": TAO}
    call = "SubtensorModule.remove_stake"
    assert economy.failure(ALICE, call, hotkey=other, **leave) == "SubtensorModule.RootStakeLocked"

    economy.storage.put(basket_fund.RATE, hotkey, value={"bits": 2**31})
    economy.storage.put(basket_fund.SHARES, hotkey, value=5 * TAO)
    basket_fund.hold(economy.storage, hotkey, HERE, 1_000 * TAO)
    economy.storage.add(pools.ALPHA_OUT, HERE, amount=1_000 * TAO)
    economy.call(ALICE, "SubtensorModule.claim_root_with_hotkey", hotkey=hotkey)
    assert economy.failure(ALICE, call, hotkey=hotkey, **leave) == "SubtensorModule.RootStakeLocked"
    economy.block = 30
    for each in (hotkey, other):
        economy.call(ALICE, call, hotkey=each, **leave)


def test_a_move_must_bring_more_than_the_least_stake(economy: Economy):
    economy.storage.put(pools.WEIGHT, HERE, value={"quote": 5 * 10**17})
    for item in (pools.TAO_IN, pools.ALPHA_IN):
        economy.storage.put(item, HERE, value=10**15)
    economy.storage.put("Swap.FeeRate", HERE, value=0)
    brought = {more: staking.simulated_sale(economy.storage, HERE, LEAST + more).received.rao for more in range(4)}
    exactly, enough = (next(more for more, tao in brought.items() if tao == LEAST + above) for above in (0, 1))
    call = "SubtensorModule.swap_stake"
    assert economy.failure(ALICE, call, **swapping(economy, LEAST + exactly)) == "SubtensorModule.AmountTooLow"
    economy.call(ALICE, call, **swapping(economy, LEAST + enough))


def test_what_a_partial_move_brings_below_the_least_stake_stays_free(economy: Economy):
    held, hotkey, free = economy.stake(ALICE, HERE), economy.validator(HERE), economy.free(ALICE)
    source = pools.pool_of(economy.storage, HERE)
    # By bisection: a limit to root at which the sale of a few rao already ends.
    low, high = source.price.rao - 1_000, source.price.rao
    while low < high:
        middle = (low + high) // 2
        most = staking.largest_unstake(economy.storage, HERE, Price(middle))
        low, high = (
            (middle + 1, high) if source.trade(Side.SELL, Alpha(most, HERE)).received.rao >= LEAST else (low, middle)
        )
    most = staking.largest_unstake(economy.storage, HERE, Price(low))
    arguments = swapping(economy, held, destination_netuid=0, limit_price=low, allow_partial=True)
    events = economy.call(ALICE, "SubtensorModule.swap_stake_limit", **arguments)
    received = source.trade(Side.SELL, Alpha(most, HERE)).received.rao
    assert 0 < received < LEAST
    assert economy.free(ALICE) == free + received
    assert economy.stake(ALICE, 0, hotkey) == 0
    assert "StakeAdded" not in [event.name for event in events]


@pytest.mark.parametrize("call", ["swap_stake", "swap_stake_limit", "transfer_stake", "transfer_stake_and_hotkey"])
def test_the_largest_number_stands_for_the_whole_position_and_more_than_is_held_is_refused(economy: Economy, call: str):
    held, hotkey = economy.stake(ALICE, HERE), economy.validator(HERE)
    hotkeys: dict[str, Value] = {"hotkey": hotkey}
    if call == "transfer_stake_and_hotkey":
        hotkeys = {"origin_hotkey": hotkey, "destination_hotkey": other_validator(economy)}
    limit: dict[str, Value] = {"limit_price": 0, "allow_partial": False} if call == "swap_stake_limit" else {}
    to: dict[str, Value] = {"destination_coldkey": BOB} if call.startswith("transfer") else {}
    between: dict[str, Value] = {"origin_netuid": HERE, "destination_netuid": THERE}
    arguments = {**hotkeys, **to, **between, **limit}
    failure = economy.failure(ALICE, f"SubtensorModule.{call}", **arguments, alpha_amount=held + 1)
    assert failure == "SubtensorModule.NotEnoughStakeToWithdraw"
    economy.call(ALICE, f"SubtensorModule.{call}", **arguments, alpha_amount=2**64 - 1)
    assert economy.stake(ALICE, HERE) == 0
