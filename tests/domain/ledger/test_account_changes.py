"""Hand-worked examples of each kind of event: what it moves, what it costs, and that the account's worth adds up."""

from dtao_tui.domain.ledger.account_changes import AccountChanges
from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry, StatementPart
from dtao_tui.domain.validator_yield import HotkeyDividend
from tests.domain.ledger.builders import (
    AUTHOR,
    HALF,
    HOT,
    ME,
    NINE,
    OTHER_HOT,
    ROOT_ID,
    SEVEN,
    TAO,
    TENTH,
    VAULT,
    YOU,
    a_block,
    a_state,
    changes,
    named,
    paid_fee,
    staking,
    transfer,
)

FEE = 1_700_000


def told(found: AccountChanges) -> list[tuple[EntryKind, int, int, int]]:
    """Kind, TAO, alpha and worth of each entry."""
    return [(entry.kind, entry.cash, entry.alpha, entry.worth) for entry in found.entries]


def adds_up(before: AccountState, after: AccountState, found: AccountChanges) -> bool:
    return before.worth + sum(e.effect for e in found.entries) + sum(found.price.values()) == after.worth


def costs(entries: tuple[LedgerEntry, ...]) -> int:
    return sum(entry.effect for entry in entries if entry.kind.part is StatementPart.COSTS)


def test_a_stake_costs_what_was_paid_less_what_it_is_worth_at_the_price_before() -> None:
    withdrawn, fee = paid_fee(ME, FEE)
    paid = transfer(ME, VAULT, 10 * TAO)
    added = staking("StakeAdded", ME, HOT, 10 * TAO, 19 * TAO, 7, 5_035_477)
    before = a_state(10, 100 * TAO)
    after = a_state(11, 90 * TAO - FEE, {(SEVEN, HOT): 19 * TAO}, {SEVEN: HALF + 2})
    found = changes(before, after, a_block((withdrawn, paid, transfer(VAULT, AUTHOR, 5_035_477), added, fee)))
    worth = 19 * TAO // 2
    assert told(found) == [(EntryKind.NETWORK_FEE, -FEE, 0, 0), (EntryKind.STAKED, -10 * TAO, 19 * TAO, worth)]
    assert found.entries[0].subnet == SEVEN, "the fee belongs to the stake of its extrinsic"
    assert costs(found.entries) == -(10 * TAO - worth) - FEE
    assert found.price == {SEVEN: 38}
    assert adds_up(before, after, found)


def test_tao_that_a_limit_leaves_unswapped_comes_back_and_is_not_paid() -> None:
    events = (
        transfer(ME, VAULT, 10 * TAO),
        transfer(VAULT, AUTHOR, 5_000),
        transfer(VAULT, ME, 4 * TAO),
        staking("StakeAdded", ME, HOT, 10 * TAO, 12 * TAO, 7, 5_000),
    )
    before, after = a_state(10, 100 * TAO), a_state(11, 94 * TAO, {(SEVEN, HOT): 12 * TAO})
    assert told(changes(before, after, a_block(events))) == [(EntryKind.STAKED, -6 * TAO, 12 * TAO, 6 * TAO)]


def test_a_runtime_without_transfers_is_told_by_its_staking_events_alone() -> None:
    added = staking("StakeAdded", ME, HOT, 10 * TAO, 19 * TAO, 7, 5_035_477)
    fee = named("TransactionPayment", "TransactionFeePaid", who=ME, actual_fee=FEE, tip=0)
    before, after = a_state(10, 100 * TAO), a_state(11, 90 * TAO - FEE, {(SEVEN, HOT): 19 * TAO})
    found = changes(before, after, a_block((added, fee)))
    assert [entry[:3] for entry in told(found)] == [
        (EntryKind.STAKED, -10 * TAO, 19 * TAO),
        (EntryKind.NETWORK_FEE, -FEE, 0),
    ]


def test_an_unstake_gives_up_the_alpha_with_the_pools_fee() -> None:
    events = (
        transfer(VAULT, ME, 4 * TAO),
        transfer(VAULT, AUTHOR, 2_000),
        staking("StakeRemoved", ME, HOT, 4 * TAO, 9 * TAO, 7, TAO),
    )
    before = a_state(10, TAO, {(SEVEN, HOT): 30 * TAO})
    after = a_state(11, 5 * TAO, {(SEVEN, HOT): 20 * TAO})
    found = changes(before, after, a_block(events))
    assert told(found) == [(EntryKind.UNSTAKED, 4 * TAO, -10 * TAO, -5 * TAO)]
    assert costs(found.entries) == -TAO


def test_a_move_within_a_subnet_moves_no_tao_and_costs_nothing() -> None:
    worth = 5 * TAO
    events = (
        staking("StakeRemoved", ME, HOT, worth, 10 * TAO, 7, 0),
        staking("StakeAdded", ME, OTHER_HOT, worth, 10 * TAO, 7, 0),
        staking("StakeMoved", ME, HOT, 7, OTHER_HOT, 7, worth),
    )
    before = a_state(10, TAO, {(SEVEN, HOT): 10 * TAO})
    after = a_state(11, TAO, {(SEVEN, OTHER_HOT): 10 * TAO})
    found = changes(before, after, a_block(events))
    assert [entry.kind for entry in found.entries] == [EntryKind.MOVED, EntryKind.MOVED]
    assert costs(found.entries) == 0
    assert adds_up(before, after, found)


def test_a_swap_is_a_sale_and_a_purchase_of_the_tao_between() -> None:
    events = (
        transfer(VAULT, ME, 4 * TAO),
        staking("StakeRemoved", ME, HOT, 4 * TAO, 10 * TAO, 7, 0),
        transfer(ME, VAULT, 4 * TAO),
        staking("StakeAdded", ME, HOT, 4 * TAO, 38 * TAO, 9, 0),
        staking("StakeSwapped", ME, HOT, 7, 9, 4 * TAO),
    )
    before = a_state(10, TAO, {(SEVEN, HOT): 10 * TAO})
    after = a_state(11, TAO, {(NINE, HOT): 38 * TAO})
    found = changes(before, after, a_block(events))
    assert told(found) == [
        (EntryKind.UNSTAKED, 4 * TAO, -10 * TAO, -5 * TAO),
        (EntryKind.STAKED, -4 * TAO, 38 * TAO, 3_800_000_000),
    ]
    assert costs(found.entries) == -1_200_000_000


def test_stake_given_within_a_subnet_is_a_flow_for_both() -> None:
    gift = (
        staking("StakeRemoved", YOU, HOT, 5 * TAO, 10 * TAO, 7, 0),
        staking("StakeAdded", ME, HOT, 5 * TAO, 10 * TAO, 7, 0),
        staking("StakeTransferred", YOU, ME, HOT, 7, 7, 5 * TAO),
    )
    before, after = a_state(10, TAO), a_state(11, TAO, {(SEVEN, HOT): 10 * TAO})
    received = changes(before, after, a_block(gift))
    assert told(received) == [(EntryKind.RECEIVED, 0, 10 * TAO, 5 * TAO)]
    assert received.entries[0].other == YOU


def test_stake_given_across_subnets_is_sold_and_goes_away_as_tao() -> None:
    events = (
        transfer(VAULT, ME, 4 * TAO),
        staking("StakeRemoved", ME, HOT, 4 * TAO, 10 * TAO, 7, 0),
        transfer(ME, YOU, 4 * TAO),
        transfer(YOU, VAULT, 4 * TAO),
        staking("StakeAdded", YOU, HOT, 4 * TAO, 38 * TAO, 9, 0),
        staking("StakeTransferred", ME, YOU, HOT, 7, 9, 4 * TAO),
    )
    found = changes(a_state(10, TAO, {(SEVEN, HOT): 10 * TAO}), a_state(11, TAO), a_block(events))
    assert told(found) == [
        (EntryKind.UNSTAKED, 4 * TAO, -10 * TAO, -5 * TAO),
        (EntryKind.WITHDRAWAL, -4 * TAO, 0, 0),
    ]
    assert found.entries[1].other == YOU


def test_tao_from_and_to_others_is_a_deposit_and_a_withdrawal() -> None:
    block = a_block((transfer(YOU, ME, 3 * TAO),), (*paid_fee(ME, FEE), transfer(ME, YOU, TAO)))
    found = changes(a_state(10, 10 * TAO), a_state(11, 12 * TAO - FEE), block)
    assert told(found) == [
        (EntryKind.DEPOSIT, 3 * TAO, 0, 0),
        (EntryKind.NETWORK_FEE, -FEE, 0, 0),
        (EntryKind.WITHDRAWAL, -TAO, 0, 0),
    ]


def test_a_failed_order_costs_its_fee() -> None:
    withdrawn, fee = paid_fee(ME, FEE)
    failed = named("System", "ExtrinsicFailed", dispatch_error="x", dispatch_info="y")
    found = changes(a_state(10, TAO), a_state(11, TAO - FEE), a_block((withdrawn, fee, failed)))
    assert told(found) == [(EntryKind.NETWORK_FEE, -FEE, 0, 0)]


def test_a_fee_in_alpha_is_stake_that_brings_nothing() -> None:
    events = (
        transfer(VAULT, AUTHOR, FEE),
        staking("StakeRemoved", ME, HOT, FEE, 3_400_000, 7, 0),
        transfer(VAULT, ME, 4 * TAO),
        staking("StakeRemoved", ME, HOT, 4 * TAO, 9 * TAO, 7, TAO),
        named("SubtensorModule", "TransactionFeePaidWithAlpha", who=ME, netuid=7, alpha_fee=3_400_000, tao_amount=FEE),
        named("TransactionPayment", "TransactionFeePaid", who=ME, actual_fee=FEE, tip=0),
    )
    before = a_state(10, 500, {(SEVEN, HOT): 30 * TAO})
    after = a_state(11, 500 + 4 * TAO, {(SEVEN, HOT): 20 * TAO - 3_400_000})
    assert told(changes(before, after, a_block(events))) == [
        (EntryKind.FEE_IN_ALPHA, 0, -3_400_000, -1_700_000),
        (EntryKind.UNSTAKED, 4 * TAO, -10 * TAO, -5 * TAO),
    ]


def test_a_claim_is_told_once_by_the_event_that_names_the_validator() -> None:
    events = (
        named("SubtensorModule", "BasketClaimed", hotkey=HOT, coldkey=ME, tao=TAO),
        named("SubtensorModule", "RootClaimed", coldkey=ME, tao=TAO),
    )
    before = a_state(10, 0, {(ROOT_ID, HOT): 5 * TAO})
    after = a_state(11, 0, {(ROOT_ID, HOT): 6 * TAO})
    found = changes(before, after, a_block(events))
    assert told(found) == [(EntryKind.CLAIM, 0, TAO, TAO)]
    assert found.entries[0].kind.part is StatementPart.BASKET


def test_a_lock_changes_nothing_that_is_owned() -> None:
    locked = named("SubtensorModule", "StakeLocked", coldkey=ME, hotkey=HOT, netuid=7, amount=TAO)
    state = {(SEVEN, HOT): 5 * TAO}
    assert told(changes(a_state(10, TAO, state), a_state(11, TAO, state), a_block((locked,)))) == []


def test_growth_at_an_epoch_is_yield_as_far_as_the_dividends_allow() -> None:
    # 10 of 1,000 staked; 50 were shared out to all of it: 0.5.
    before = a_state(10, 0, {(SEVEN, HOT): 10 * TAO}, epoch=2)
    after = a_state(11, 0, {(SEVEN, HOT): 10 * TAO + TAO // 2}, epoch=11)
    dividend = HotkeyDividend(50 * TAO, 1050 * TAO)
    found = changes(before, after, a_block(), dividend=dividend)
    assert told(found) == [(EntryKind.DIVIDEND, 0, TAO // 2, TAO // 4)]
    more = a_state(11, 0, {(SEVEN, HOT): 10 * TAO + TAO // 2 + 2}, epoch=11)
    assert [entry.kind for entry in changes(before, more, a_block(), dividend=dividend).entries] == [
        EntryKind.UNEXPLAINED
    ]


def test_growth_is_unexplained_without_an_epoch_without_dividends_and_over_unread_blocks() -> None:
    before = a_state(10, 0, {(SEVEN, HOT): 10 * TAO}, epoch=2)
    dividend = HotkeyDividend(50 * TAO, 1050 * TAO)
    grown = {(SEVEN, HOT): 10 * TAO + TAO // 2}
    no_epoch = changes(before, a_state(11, 0, grown, epoch=2), a_block(), dividend=dividend)
    untold = changes(before, a_state(11, 0, grown, epoch=11), a_block())
    unread = changes(before, a_state(40, 0, grown, epoch=11), dividend=dividend)
    for found in (no_epoch, untold, unread):
        assert told(found) == [(EntryKind.UNEXPLAINED, 0, TAO // 2, TAO // 4)]
    assert [found.entries[0].is_gap for found in (no_epoch, untold, unread)] == [False, False, True]


def test_an_own_hotkey_gets_its_take_besides() -> None:
    before = a_state(10, 0, {(SEVEN, HOT): 10 * TAO}, epoch=2)
    after = a_state(11, 0, {(SEVEN, HOT): 12 * TAO}, epoch=11, own=frozenset({HOT}))
    found = changes(before, after, a_block(), dividend=HotkeyDividend(50 * TAO, 1050 * TAO))
    assert told(found) == [
        (EntryKind.DIVIDEND, 0, TAO // 2, TAO // 4),
        (EntryKind.EMISSION, 0, 3 * TAO // 2, 3 * TAO // 4),
    ]


def test_a_rao_of_a_share_is_a_rounding_where_anybody_changed_the_hotkeys_stake() -> None:
    before, after = a_state(10, 0, {(SEVEN, HOT): 10 * TAO}), a_state(11, 0, {(SEVEN, HOT): 10 * TAO - 1})
    theirs = staking("StakeAdded", YOU, HOT, 5 * TAO, 10 * TAO, 7, 0)
    assert [e.kind for e in changes(before, after, a_block((theirs,))).entries] == [EntryKind.ROUNDING]
    assert [e.kind for e in changes(before, after, a_block()).entries] == [EntryKind.UNEXPLAINED]


def test_a_removed_subnet_goes_with_its_worth_and_its_payout_comes_later() -> None:
    removed = staking("NetworkRemoved", 7)
    held = {(SEVEN, HOT): 10 * TAO}
    gone = {NINE: TENTH, ROOT_ID: TAO}
    first = changes(a_state(10, 0, held), a_state(11, 0, {}, gone), a_block(chain=(removed,)))
    assert told(first) == [(EntryKind.REMOVED, 0, -10 * TAO, -5 * TAO)]
    paid = (
        transfer(VAULT, ME, 4 * TAO),
        named("SubtensorModule", "NetworkDissolveCleanupCompleted", netuid=7),
    )
    then = changes(
        a_state(11, 0, {}, gone),
        a_state(12, 4 * TAO, {}, gone),
        a_block(number=12, chain=paid),
        removed={7: SEVEN},
    )
    assert told(then) == [(EntryKind.PAYOUT, 4 * TAO, 0, 0)]
    assert then.entries[0].subnet == SEVEN
    assert costs((*first.entries, *then.entries)) == -TAO


def test_a_payout_that_no_event_tells_is_the_free_tao_that_nothing_else_explains() -> None:
    held, gone = {(SEVEN, HOT): 10 * TAO}, {NINE: TENTH}
    found = changes(a_state(10, TAO, held), a_state(11, 5 * TAO, {}, gone), a_block())
    assert [(entry.kind, entry.subnet) for entry in found.entries] == [
        (EntryKind.REMOVED, SEVEN),
        (EntryKind.PAYOUT, SEVEN),
    ]


def test_a_number_given_to_another_subnet_is_another_place() -> None:
    from dtao_tui.domain.subnet_id import SubnetId

    newer = SubnetId(7, 11)
    before = a_state(10, 0, {(SEVEN, HOT): 10 * TAO})
    after = a_state(11, 0, {}, {newer: TENTH, NINE: TENTH})
    assert told(changes(before, after, a_block())) == [(EntryKind.REMOVED, 0, -10 * TAO, -5 * TAO)]


def test_an_event_of_another_form_leaves_its_effect_unexplained() -> None:
    odd = staking("StakeAdded", ME, HOT, "ten", 19 * TAO, 7)
    before, after = a_state(10, 100 * TAO), a_state(11, 90 * TAO, {(SEVEN, HOT): 19 * TAO})
    found = changes(before, after, a_block((odd,)))
    assert [entry.kind for entry in found.entries] == [EntryKind.UNEXPLAINED, EntryKind.UNEXPLAINED]
    assert adds_up(before, after, found)


def test_an_incentive_is_emission_where_its_owner_chose_to_have_it() -> None:
    told_event = named(
        "SubtensorModule", "AutoStakeAdded", netuid=7, destination=HOT, hotkey=OTHER_HOT, owner=ME, incentive=TAO
    )
    before, after = a_state(10, 0), a_state(11, 0, {(SEVEN, HOT): TAO})
    assert told(changes(before, after, a_block(chain=(told_event,)))) == [(EntryKind.EMISSION, 0, TAO, TAO // 2)]


def test_burned_alpha_is_a_cost() -> None:
    burned = staking("AlphaBurned", ME, HOT, 2 * TAO, 7)
    before, after = a_state(10, 0, {(SEVEN, HOT): 5 * TAO}), a_state(11, 0, {(SEVEN, HOT): 3 * TAO})
    found = changes(before, after, a_block((burned,)))
    assert told(found) == [(EntryKind.BURNED, 0, -2 * TAO, -TAO)]
    assert costs(found.entries) == -TAO
