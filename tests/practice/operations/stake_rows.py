"""Operations with stake, as `rows` says."""

from tests.practice.economy import ALICE, BOB, TAO
from tests.practice.operations.round_world import (
    EVEN,
    FREE,
    HELD,
    HELD_ON_ROOT,
    OTHER,
    STRANGER,
    VALIDATOR,
    bought,
    bought_up_to,
    closed,
    fee,
    for_net,
    fresh_and_locked,
    fresh_root,
    half_locked,
    locked,
    locked_and_welcome,
    no_transfers,
    sold,
    sold_down_to,
)
from tests.practice.operations.rows import ALL, HUNDRED, TEN, Row, Told, added, give, move, on, removed, swap, within

DEAR, CHEAP = EVEN * 105 // 100, EVEN * 95 // 100
"""Limits above and below the price."""

UP, DOWN = bought_up_to(DEAR), sold_down_to(CHEAP)
BUY = added(TEN, bought(TEN), 1, fee(TEN))
SELL = removed(sold(HUNDRED), HUNDRED - fee(HUNDRED), 1, fee(HUNDRED))
SELL_ALL = removed(sold(HELD), HELD - fee(HELD), 1, fee(HELD))

STAKING = [
    Row("add_stake", "within the balance", on(1, amount_staked=TEN), BUY),
    Row("add_stake", "on root, one for one", on(0, amount_staked=TEN), added(TEN, TEN, 0, 0)),
    Row(
        "add_stake", "all that is free, but the deposit", on(0, amount_staked=FREE), added(FREE - 500, FREE - 500, 0, 0)
    ),
    Row("add_stake", "more than is free", on(1, amount_staked=FREE + 1), "NotEnoughBalanceToStake"),
    Row("add_stake", "less than the least", on(1, amount_staked=2_000_000), "AmountTooLow"),
    Row("add_stake", "nothing", on(1, amount_staked=0), "AmountTooLow"),
    Row("add_stake", "over a thousand pools", on(1, amount_staked=10**17), "InsufficientLiquidity"),
    Row("add_stake", "no such subnet", on(9, amount_staked=TEN), "SubnetNotExists"),
    Row("add_stake", "no such hotkey", on(1, STRANGER, amount_staked=TEN), "HotKeyAccountNotExists"),
    Row("add_stake", "a closed subnet", on(1, amount_staked=TEN), "SubtokenDisabled", closed),
    Row("add_stake_limit", "within the limit", on(1, amount_staked=TEN, **within(DEAR)), BUY),
    Row(
        "add_stake_limit", "past it, all or nothing", on(1, amount_staked=600 * TAO, **within(DEAR)), "SlippageTooHigh"
    ),
    Row(
        "add_stake_limit",
        "past it, a part",
        on(1, amount_staked=600 * TAO, **within(DEAR, part=True)),
        added(UP, bought(UP), 1, fee(UP)),
    ),
    Row("add_stake_limit", "below the price", on(1, amount_staked=TEN, **within(CHEAP)), "Swap.PriceLimitExceeded"),
    Row("add_stake_limit", "below one on root", on(0, amount_staked=TEN, **within(TAO - 1)), "SlippageTooHigh"),
    Row("remove_stake", "a part", on(1, amount_unstaked=HUNDRED), SELL),
    Row("remove_stake", "more than is held: all", on(1, amount_unstaked=2 * HELD), SELL_ALL),
    Row("remove_stake", "on root, one for one", on(0, amount_unstaked=TEN), removed(TEN, TEN, 0, 0)),
    Row("remove_stake", "fresh root stake", on(0, amount_unstaked=TEN), "RootStakeLocked", fresh_root),
    Row("remove_stake", "a part below the least", on(1, amount_unstaked=500_000), "AmountTooLow"),
    Row("remove_stake", "nothing held", on(2, amount_unstaked=TEN), "AmountTooLow"),
    Row("remove_stake", "locked", on(1, amount_unstaked=HUNDRED), "StakeUnavailable", locked),
    Row("remove_stake", "half locked, a free part", on(1, amount_unstaked=HUNDRED), SELL, half_locked),
    Row("remove_stake", "a closed subnet", on(1, amount_unstaked=HUNDRED), "SubtokenDisabled", closed),
    Row("remove_stake_limit", "within the limit", on(1, amount_unstaked=HUNDRED, **within(CHEAP)), SELL),
    Row(
        "remove_stake_limit",
        "more than is held",
        on(1, amount_unstaked=2 * HELD, **within(1)),
        "NotEnoughStakeToWithdraw",
    ),
    Row(
        "remove_stake_limit", "past it, all or nothing", on(1, amount_unstaked=HELD, **within(CHEAP)), "SlippageTooHigh"
    ),
    Row(
        "remove_stake_limit",
        "past it, a part",
        on(1, amount_unstaked=HELD, **within(CHEAP, part=True)),
        removed(sold(DOWN), DOWN - fee(DOWN), 1, fee(DOWN)),
    ),
    Row(
        "remove_stake_limit",
        "above the price",
        on(1, amount_unstaked=HUNDRED, **within(DEAR)),
        "Swap.PriceLimitExceeded",
    ),
    Row("remove_stake_full_limit", "without a limit", on(1, limit_price=None), SELL_ALL),
    Row("remove_stake_full_limit", "within a limit", on(1, limit_price=EVEN // 4), SELL_ALL),
    Row("remove_stake_full_limit", "past it", on(1, limit_price=CHEAP), "SlippageTooHigh"),
    Row("remove_stake_full_limit", "no such subnet", on(9, limit_price=None), "SubnetNotExists"),
    Row("remove_stake_full_limit", "no such hotkey either", on(9, STRANGER, limit_price=EVEN), "SubnetNotExists"),
    Row("remove_stake_full_limit", "a closed subnet", on(1, limit_price=None), "SubtokenDisabled", closed),
    Row("remove_stake_full_limit", "a closed subnet, with a limit", on(1, limit_price=EVEN // 4), SELL_ALL, closed),
    Row("remove_stake_full_limit", "above the price", on(1, limit_price=DEAR), "Swap.PriceLimitExceeded", locked),
    Row("remove_stake_full_limit", "nothing held", on(2, limit_price=None), "AmountTooLow"),
    Row("remove_stake_full_limit", "past it and locked", on(1, limit_price=CHEAP), "SlippageTooHigh", locked),
    Row("remove_stake_full_limit", "locked", on(1, limit_price=EVEN // 4), "StakeUnavailable", locked),
    Row("remove_stake_full_limit", "fresh root stake", on(0, limit_price=TAO), "RootStakeLocked", fresh_root),
    Row("remove_stake_full_limit", "fresh and locked", on(0, limit_price=TAO), "StakeUnavailable", fresh_and_locked),
    Row("unstake_all", "root too", {"hotkey": VALIDATOR}, removed(HELD_ON_ROOT, HELD_ON_ROOT, 0, 0)),
    Row("unstake_all", "subnets too", {"hotkey": VALIDATOR}, SELL_ALL),
    Row("unstake_all_alpha", "onto root", {"hotkey": VALIDATOR}, added(sold(HELD), sold(HELD), 0, 0)),
]

ACROSS = sold(HUNDRED)
PART = 5_000 * TAO * 100 // 99 - 5_000 * TAO
"""What fills at a ratio of 0.99: half of 10,000 α over the limit, less half of 10,000 α."""

MOVES = [
    Row(
        "swap_stake",
        "the fee is in the sale",
        swap(1, 2, HUNDRED),
        removed(ACROSS, HUNDRED - fee(HUNDRED), 1, fee(HUNDRED)),
    ),
    Row("swap_stake", "and none in the purchase", swap(1, 2, HUNDRED), added(ACROSS, for_net(ACROSS), 2, 0)),
    Row("swap_stake", "from root the purchase pays it", swap(0, 1, TEN), BUY),
    Row("swap_stake", "to root", swap(1, 0, HUNDRED), added(ACROSS, ACROSS, 0, 0)),
    Row("swap_stake", "all of it", swap(1, 2, ALL), Told("StakeSwapped", ALICE, VALIDATOR, 1, 2, sold(HELD))),
    Row("swap_stake", "within one subnet", swap(1, 1, HUNDRED), "SameNetuid"),
    Row("swap_stake", "more than is held", swap(1, 2, 2 * HELD), "NotEnoughStakeToWithdraw"),
    Row("swap_stake", "less than the least", swap(1, 2, 500_000), "AmountTooLow"),
    Row("swap_stake", "no such subnet", swap(1, 9, HUNDRED), "SubnetNotExists"),
    Row("swap_stake", "into a closed subnet", swap(0, 1, TEN), "SubtokenDisabled", closed),
    Row("swap_stake", "locked", swap(1, 2, HUNDRED), "StakeUnavailable", locked),
    Row("swap_stake", "fresh root stake", swap(0, 1, TEN), "RootStakeLocked", fresh_root),
    Row(
        "swap_stake_limit",
        "within the ratio",
        swap(1, 2, HUNDRED, **within(TAO * 9 // 10)),
        added(ACROSS, for_net(ACROSS), 2, 0),
    ),
    Row("swap_stake_limit", "past it", swap(1, 2, HELD, **within(TAO * 99 // 100)), "SlippageTooHigh"),
    Row("swap_stake_limit", "above the ratio", swap(1, 2, HUNDRED, **within(TAO + 1)), "SlippageTooHigh"),
    Row(
        "move_stake",
        "within one subnet",
        move(1, 1, HUNDRED),
        Told("StakeMoved", ALICE, VALIDATOR, 1, OTHER, 1, 2 * HUNDRED),
    ),
    Row("move_stake", "across subnets", move(1, 2, HUNDRED), Told("StakeMoved", ALICE, VALIDATOR, 1, OTHER, 2, ACROSS)),
    Row("move_stake", "no such hotkey", move(1, 1, HUNDRED, STRANGER), "HotKeyAccountNotExists"),
    Row("move_stake", "within one subnet, locked", move(1, 1, HUNDRED), Told("StakeMoved", ALICE), locked),
    Row(
        "move_stake_limit",
        "within the ratio",
        move(1, 2, HUNDRED, **within(TAO * 9 // 10)),
        added(ACROSS, for_net(ACROSS), 2, 0, OTHER),
    ),
    Row("move_stake_limit", "past it", move(1, 2, HELD, **within(TAO * 99 // 100)), "SlippageTooHigh"),
    Row(
        "move_stake_limit",
        "past it, a part",
        move(1, 2, HELD, **within(TAO * 99 // 100, part=True)),
        added(sold(PART), for_net(sold(PART)), 2, 0, OTHER),
    ),
    Row("move_stake_limit", "above the ratio", move(1, 2, HUNDRED, **within(TAO + 1)), "SlippageTooHigh"),
    Row("move_stake_limit", "more than is held", move(1, 2, 2 * HELD, **within(1)), "NotEnoughStakeToWithdraw"),
    Row(
        "transfer_stake",
        "within one subnet",
        give(1, 1, HUNDRED),
        Told("StakeTransferred", ALICE, BOB, VALIDATOR, 1, 1, 2 * HUNDRED),
    ),
    Row(
        "transfer_stake",
        "across subnets",
        give(1, 2, HUNDRED),
        Told("StakeTransferred", ALICE, BOB, VALIDATOR, 1, 2, ACROSS),
    ),
    Row("transfer_stake", "where it is forbidden", give(1, 1, HUNDRED), "TransferDisallowed", no_transfers),
    Row("transfer_stake", "locked, to who takes none", give(1, 1, HUNDRED), "AccountRejectsLockedAlpha", locked),
    Row(
        "transfer_stake",
        "locked, to who takes it",
        give(1, 1, HUNDRED),
        Told("StakeTransferred", ALICE),
        locked_and_welcome,
    ),
    Row(
        "transfer_stake_and_hotkey",
        "across subnets",
        {"destination_coldkey": BOB, **move(1, 2, HUNDRED)},
        Told("StakeAndHotkeyTransferred", ALICE, BOB, VALIDATOR, OTHER, 1, 2, ACROSS),
    ),
    Row(
        "transfer_stake_and_hotkey",
        "where it is forbidden",
        {"destination_coldkey": BOB, **move(1, 2, HUNDRED)},
        "TransferDisallowed",
        no_transfers,
    ),
    Row(
        "transfer_stake_and_hotkey",
        "more than is held",
        {"destination_coldkey": BOB, **move(1, 2, 2 * HELD)},
        "NotEnoughStakeToWithdraw",
    ),
    Row(
        "transfer_stake_and_hotkey",
        "locked, to who takes none",
        {"destination_coldkey": BOB, **move(1, 1, HUNDRED)},
        "AccountRejectsLockedAlpha",
        locked,
    ),
    Row(
        "transfer_stake_and_hotkey",
        "locked, to another subnet",
        {"destination_coldkey": BOB, **move(1, 2, HUNDRED)},
        "StakeUnavailable",
        locked_and_welcome,
    ),
]
