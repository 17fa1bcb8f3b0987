"""Root's validators as parents of a new subnet's owner: what counts as the owner's, and who is paid (spec 475)."""

import pytest

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, shares, u96f32
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.pallets.subnets import dividends, epochs, registration, root_parents
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

SUBNETS = 6
NEW = SUBNETS + 1
HOTKEY = b"hotkey".ljust(32, b"\5")
OTHER = b"other".ljust(32, b"\6")


@pytest.fixture
def economy() -> Economy:
    """Alice has registered a subnet."""
    economy = an_economy(subnets=SUBNETS, still=False)
    economy.give(ALICE, 20_000 * TAO)
    economy.block = 400
    economy.run_to(402)
    economy.call(ALICE, "SubtensorModule.register_network", hotkey=HOTKEY)
    return economy


def validators(economy: Economy) -> list[bytes]:
    return epochs.hotkeys_on(economy.storage, ROOT)


def on_root(economy: Economy) -> int:
    return sum(shares.hotkey_alpha(economy.storage, each, ROOT) for each in validators(economy))


def earned(economy: Economy, alpha: int, root: int) -> dict[bytes, dividends.Dividend]:
    return {each.hotkey: each for each in dividends.shared_out(economy.storage, NEW, [HOTKEY], (alpha, root))}


def test_every_validator_of_root_has_the_owner_as_its_only_child(economy: Economy) -> None:
    names = [event.name for event in economy.events]
    assert names.count("SetChildren") == len(validators(economy)) > 1
    assert names.index("SetChildren") < names.index("NetworkAdded")
    for parent in validators(economy):
        assert root_parents.relations(economy.storage, root_parents.CHILDREN, parent, NEW) == [(U64_MAX, HOTKEY)]
        assert root_parents.relations(economy.storage, root_parents.CHILDREN, parent, 1) == []
    parents = root_parents.relations(economy.storage, root_parents.PARENTS, HOTKEY, NEW)
    assert sorted(parents) == sorted((U64_MAX, parent) for parent in validators(economy))


def test_their_stake_counts_as_the_owners_there_and_only_there(economy: Economy) -> None:
    storage, weight = economy.storage, dividends.tao_weight(economy.storage)
    first = validators(economy)[0]
    [(alpha, root), (_, theirs)] = dividends.stake_weights(storage, NEW, [HOTKEY, first])
    assert (alpha, theirs) == (0, 0)
    assert root == u96f32.times(u96f32.from_int(on_root(economy)), weight)
    [(_, elsewhere)] = dividends.stake_weights(storage, 1, [first])
    assert elsewhere == u96f32.times(u96f32.from_int(shares.hotkey_alpha(storage, first, ROOT)), weight)


def test_roots_part_is_shared_by_root_stake_and_alpha_by_alpha(economy: Economy) -> None:
    """Alice has 100 α with her hotkey, the only alpha there: she gets alpha's part, and root's validators root's."""
    shares.deposit(economy.storage, HOTKEY, ALICE, NEW, 100 * TAO)
    found = earned(economy, 6_000 * TAO, 1_000 * TAO)
    assert u96f32.to_u64(found[HOTKEY].alpha) == pytest.approx(6_000 * TAO, rel=1e-6)
    assert found[HOTKEY].root == 0
    for parent in validators(economy):
        part = shares.hotkey_alpha(economy.storage, parent, ROOT) / on_root(economy)
        assert found[parent].alpha == 0
        assert u96f32.to_u64(found[parent].root) == pytest.approx(1_000 * TAO * part, rel=1e-6)


def test_a_child_takes_its_take_from_strangers_and_none_from_its_owners_own(economy: Economy) -> None:
    """A tenth of what each parent earns; 1,000 in all, and every parent weighs as its root stake."""
    mine = validators(economy)[0]
    economy.storage.put(shares.OWNER, mine, value=ALICE)
    economy.storage.put(root_parents.CHILD_TAKE, HOTKEY, NEW, value=6_554)
    weight, whole = dividends.tao_weight(economy.storage), u96f32.from_int(1_000 * TAO)
    found = dict(root_parents.spread(economy.storage, NEW, HOTKEY, whole, weight))
    share = {each: shares.hotkey_alpha(economy.storage, each, ROOT) / on_root(economy) for each in validators(economy)}
    assert u96f32.to_u64(found[mine]) == pytest.approx(1_000 * TAO * share[mine], rel=1e-6)
    for parent in validators(economy)[1:]:
        assert u96f32.to_u64(found[parent]) == pytest.approx(900 * TAO * share[parent], rel=1e-4)
    assert u96f32.to_u64(found[HOTKEY]) == pytest.approx(100 * TAO * (1 - share[mine]), rel=1e-4)
    assert sum(found.values()) <= whole


def test_root_stake_with_a_hotkey_off_root_earns_nothing_of_roots_part(economy: Economy) -> None:
    storage = economy.storage
    shares.adopt_hotkey(storage, BOB, OTHER)
    for hotkey in (OTHER, validators(economy)[0]):
        shares.deposit(storage, hotkey, BOB, 1, 100 * TAO)
        shares.deposit(storage, hotkey, BOB, ROOT, 500 * TAO)
    pairs = dividends.shared_out(storage, 1, [validators(economy)[0], OTHER], (1_000 * TAO, 1_000 * TAO))
    assert [each.root > 0 for each in pairs] == [True, False]
    assert u96f32.to_u64(pairs[0].root) == pytest.approx(1_000 * TAO, rel=1e-6)


def test_stakers_on_root_are_paid_by_the_new_subnet_once_it_runs(economy: Economy) -> None:
    economy.call(ALICE, "SubtensorModule.start_call", netuid=NEW)
    held = {each: dict(basket_fund.rows(economy.storage, each)).get(NEW, 0) for each in validators(economy)}
    assert set(held.values()) == {0}
    economy.run_to(economy.block + economy.number("Tempo", NEW) + 50)
    economy.storage.add("SubtensorModule.PendingRootAlphaDivs", NEW, amount=100 * TAO)
    economy.run_to(economy.block + economy.number("Tempo", NEW))
    assert epochs.permits_on(economy.storage, NEW) == [True]
    paid = [dict(basket_fund.rows(economy.storage, each)).get(NEW, 0) for each in validators(economy)]
    waits = [economy.number("PendingBasketDeposits", each, NEW) for each in validators(economy)]
    assert any(paid) or any(waits)
    assert economy.number("AlphaDividendsPerSubnet", NEW, HOTKEY) > 0
    assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)


def test_a_hotkey_that_takes_anothers_place_is_parent_and_child_in_its_stead(economy: Economy) -> None:
    storage, parent = economy.storage, validators(economy)[0]
    storage.put(shares.OWNER, parent, value=ALICE)
    everywhere = {"hotkey": parent, "new_hotkey": OTHER, "netuid": None}
    economy.call(ALICE, "SubtensorModule.swap_hotkey", **everywhere)
    assert (U64_MAX, OTHER) in root_parents.relations(storage, root_parents.PARENTS, HOTKEY, NEW)
    assert root_parents.relations(storage, root_parents.CHILDREN, OTHER, NEW) == [(U64_MAX, HOTKEY)]
    assert root_parents.relations(storage, root_parents.CHILDREN, parent, NEW) == []
    new = b"new".ljust(32, b"\7")
    economy.block += 10_000
    economy.call(ALICE, "SubtensorModule.swap_hotkey", hotkey=HOTKEY, new_hotkey=new, netuid=NEW)
    assert root_parents.relations(storage, root_parents.CHILDREN, OTHER, NEW) == [(U64_MAX, new)]
    assert len(root_parents.relations(storage, root_parents.PARENTS, new, NEW)) == len(validators(economy))


def test_dividends_of_a_hotkey_in_which_nobody_has_a_share_go_to_its_owner(economy: Economy) -> None:
    storage = economy.storage
    shares.adopt_hotkey(storage, BOB, OTHER)
    storage.put("SubtensorModule.Delegates", OTHER, value=0)
    epochs.pay_dividend(storage, 1, dividends.Dividend(OTHER, u96f32.from_int(7 * TAO), 0))
    assert economy.stake(BOB, 1, OTHER) == 7 * TAO


def test_a_subnet_that_is_founded_by_hand_has_none() -> None:
    economy = an_economy(subnets=SUBNETS)
    economy.give(ALICE, 20_000 * TAO)
    wanted = registration.Registration(ALICE, HOTKEY, None, TAO, 1 << 60)
    context = Context(economy.storage, 1, None, AUTHOR)
    netuid = registration.establish(context, wanted, ALICE, is_adopted=False)
    assert root_parents.relations(economy.storage, root_parents.PARENTS, HOTKEY, netuid) == []
