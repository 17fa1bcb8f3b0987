import pytest

from dtao_tui.practice.pallets import pools, shares
from dtao_tui.practice.state.derived_accounts import subnet_account
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET = 3


@pytest.fixture
def economy() -> Economy:
    return an_economy()


def test_a_listed_subnet_shows_its_pool(economy: Economy):
    info = economy.ask("SubnetInfoRuntimeApi.get_dynamic_info", netuid=NET)
    pool = pools.pool_of(economy.storage, NET)
    assert isinstance(info, dict)
    assert (info["tao_in"], info["alpha_in"]) == (pool.tao_in.rao, pool.alpha_in.rao)
    assert info["alpha_out"] == economy.alpha_staked(NET)
    assert bytes(info["subnet_name"]) == b"templar"
    assert bytes(info["token_symbol"]).decode() == "γ"
    assert info["emission"] == 0
    assert info["tempo"] == 360


def test_the_list_has_every_subnet_in_order(economy: Economy):
    listed = economy.ask("SubnetInfoRuntimeApi.get_all_dynamic_info")
    assert isinstance(listed, list)
    assert [row["netuid"] for row in listed] == [*range(13)]
    assert listed[NET] == economy.ask("SubnetInfoRuntimeApi.get_dynamic_info", netuid=NET)


@pytest.mark.parametrize(
    "name",
    ["get_dynamic_info", "get_metagraph", "get_subnet_state", "get_subnet_hyperparams_v3", "get_subnet_account_id"],
)
def test_a_subnet_that_is_not_there_is_none(economy: Economy, name: str):
    assert economy.ask(f"SubnetInfoRuntimeApi.{name}", netuid=999) is None


def test_prices_are_those_of_the_pools_and_one_on_root(economy: Economy):
    prices = economy.ask("SwapRuntimeApi.current_alpha_price_all")
    assert isinstance(prices, list)
    assert prices[0] == {"netuid": 0, "price": 10**9}
    assert prices[NET] == {"netuid": NET, "price": pools.pool_of(economy.storage, NET).price.rao}
    assert economy.ask("SwapRuntimeApi.current_alpha_price", netuid=NET) == prices[NET]["price"]


def test_a_simulation_that_would_fail_is_all_zeros(economy: Economy):
    answer = economy.ask("SwapRuntimeApi.sim_swap_tao_for_alpha", netuid=NET, tao=2**64 - 1)
    assert isinstance(answer, dict)
    assert set(answer.values()) == {0}
    assert len(answer) == 6


def test_positions_are_those_with_stake(economy: Economy):
    assert economy.ask("StakeInfoRuntimeApi.get_stake_info_for_coldkey", coldkey_account=ALICE) == []
    for netuid in (0, NET):
        hotkey = economy.validator(netuid)
        economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=netuid, amount_staked=TAO)
    positions = economy.ask("StakeInfoRuntimeApi.get_stake_info_for_coldkey", coldkey_account=ALICE)
    assert isinstance(positions, list)
    assert {row["netuid"]: row["stake"] for row in positions} == {0: TAO, NET: economy.stake(ALICE, NET)}
    assert all(row["is_registered"] for row in positions)
    both = economy.ask("StakeInfoRuntimeApi.get_stake_info_for_coldkeys", coldkey_accounts=[ALICE, BOB])
    assert both == [(ALICE, positions), (BOB, [])]


def test_one_position_may_be_empty(economy: Economy):
    place = {"hotkey_account": economy.validator(NET), "coldkey_account": BOB}
    row = economy.ask("StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid", **place, netuid=NET)
    assert isinstance(row, dict)
    assert row["stake"] == 0
    assert economy.ask("StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid", **place, netuid=999) is None


def test_availability_counts_locks(economy: Economy):
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=TAO)
    held = economy.stake(ALICE, NET)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held // 4)
    ask = "StakeInfoRuntimeApi.get_stake_availability_for_coldkeys"
    expected = {"total": held, "locked": held // 4, "available": held - held // 4}
    assert economy.ask(ask, coldkey_accounts=[ALICE], netuids=None) == [(ALICE, [(NET, expected)])]
    nothing = {"total": 0, "locked": 0, "available": 0}
    assert economy.ask(ask, coldkey_accounts=[BOB], netuids=[NET]) == [(BOB, [(NET, nothing)])]


def test_the_stake_fee_is_the_pools_and_nothing_within_a_subnet(economy: Economy):
    ask = "StakeInfoRuntimeApi.get_stake_fee"
    who = {"origin_coldkey_account": ALICE, "destination_coldkey_account": ALICE, "amount": TAO}
    here, there = (economy.validator(NET), NET), (economy.validator(4), 4)
    assert economy.ask(ask, origin=None, destination=here, **who) == 503_547
    assert economy.ask(ask, origin=here, destination=None, **who) == 503_547
    assert economy.ask(ask, origin=here, destination=there, **who) == 503_547
    assert economy.ask(ask, origin=here, destination=here, **who) == 0


def test_a_delegate_lists_who_stakes_to_it(economy: Economy):
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=TAO)
    delegate = economy.ask("DelegateInfoRuntimeApi.get_delegate", delegate_account=hotkey)
    assert isinstance(delegate, dict)
    assert (ALICE, [(NET, economy.stake(ALICE, NET))]) in delegate["nominators"]
    assert NET in delegate["registrations"]
    assert NET in delegate["validator_permits"]
    whole = sum(stake for _, stakes in delegate["nominators"] for netuid, stake in stakes if netuid == NET)
    assert whole == shares.hotkey_alpha(economy.storage, hotkey, NET)
    delegated = economy.ask("DelegateInfoRuntimeApi.get_delegated", delegatee_account=ALICE)
    assert isinstance(delegated, list)
    assert [place for _, place in delegated] == [(NET, economy.stake(ALICE, NET))]
    assert economy.ask("DelegateInfoRuntimeApi.get_delegate", delegate_account=bytes(32)) is None


def test_the_metagraphs_total_counts_root_tao_by_its_weight(economy: Economy):
    graph = economy.ask("SubnetInfoRuntimeApi.get_metagraph", netuid=NET)
    assert isinstance(graph, dict)
    hotkey = economy.validator(NET)
    alpha = shares.hotkey_alpha(economy.storage, hotkey, NET)
    root = shares.hotkey_alpha(economy.storage, hotkey, 0)
    assert graph["hotkeys"][0] == hotkey
    assert graph["alpha_stake"][0] == alpha
    assert graph["tao_stake"][0] == root
    assert graph["total_stake"][0] == pytest.approx(alpha + root * 18 // 100, rel=1e-8)
    columns = [value for name, value in graph.items() if isinstance(value, list) and name not in ("name", "symbol")]
    assert {len(column) for column in columns} == {8}


def test_the_subnets_account_holds_its_tao(economy: Economy):
    account = economy.ask("SubnetInfoRuntimeApi.get_subnet_account_id", netuid=NET)
    assert account == subnet_account(NET)
    assert economy.free(subnet_account(NET)) == economy.number("SubnetTAO", NET)


def test_hyperparameters_carry_their_kind(economy: Economy):
    entries = economy.ask("SubnetInfoRuntimeApi.get_subnet_hyperparams_v3", netuid=NET)
    assert isinstance(entries, list)
    values = {bytes(entry["name"]).decode(): entry["value"] for entry in entries}
    assert values["tempo"] == {"U16": 360}
    assert values["registration_allowed"] == {"Bool": True}
    assert values["alpha_high"] == {"U16": 58_982}


def test_convictions_add_up_by_hotkey(economy: Economy):
    hotkey = economy.validator(NET)
    for who in (ALICE, BOB):
        economy.call(who, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=TAO)
        held = economy.stake(who, NET)
        economy.call(who, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    economy.block += 1_000
    most = economy.ask("StakeInfoRuntimeApi.get_most_convicted_hotkey_on_subnet", netuid=NET)
    conviction = economy.ask("StakeInfoRuntimeApi.get_hotkey_conviction", hotkey=hotkey, netuid=NET)
    assert most == hotkey
    assert isinstance(conviction, dict)
    assert conviction["bits"] > 0
    assert economy.ask("StakeInfoRuntimeApi.get_most_convicted_hotkey_on_subnet", netuid=4) is None


class TestAfterAnEpoch:
    """Numbers that only emission and an epoch bring."""

    @pytest.fixture
    def economy(self) -> Economy:
        """Subnets with emission; NET's epoch was two blocks ago."""
        economy = an_economy(still=False)
        economy.storage.put("SubtensorModule.Tempo", NET, value=4)
        economy.call(
            ALICE, "SubtensorModule.add_stake", hotkey=economy.validator(NET), netuid=NET, amount_staked=10 * TAO
        )
        economy.run_to(6)
        return economy

    def test_a_listed_subnet_shows_what_it_was_given(self, economy: Economy):
        info = economy.ask("SubnetInfoRuntimeApi.get_dynamic_info", netuid=NET)
        assert isinstance(info, dict)
        for name, item in (
            ("alpha_out_emission", "SubnetAlphaOutEmission"),
            ("alpha_in_emission", "SubnetAlphaInEmission"),
            ("tao_in_emission", "SubnetTaoInEmission"),
            ("subnet_volume", "SubnetVolume"),
        ):
            assert info[name] == economy.number(item, NET) > 0
        assert info["alpha_out_emission"] == 10**9
        pending = [economy.number(f"Pending{name}Emission", NET) for name in ("Validator", "Server")]
        assert info["pending_alpha_emission"] == sum(pending) > max(pending)
        assert info["moving_price"] == economy.storage.get("SubtensorModule.SubnetMovingPrice", NET)

    def test_a_listed_subnet_counts_the_blocks_since_its_epoch(self, economy: Economy):
        for name in ("get_dynamic_info", "get_metagraph"):
            info = economy.ask(f"SubnetInfoRuntimeApi.{name}", netuid=NET)
            assert isinstance(info, dict)
            assert (info["tempo"], info["last_step"], info["blocks_since_last_step"]) == (4, 4, 2)

    def test_a_position_shows_its_hotkeys_last_dividends(self, economy: Economy):
        hotkey = economy.validator(NET)
        [position] = economy.ask("StakeInfoRuntimeApi.get_stake_info_for_coldkey", coldkey_account=ALICE)
        assert position["emission"] == economy.number("AlphaDividendsPerSubnet", NET, hotkey) > 0
        assert position["stake"] == economy.stake(ALICE, NET)
        assert position["is_registered"] is True

    def test_a_position_with_a_hotkey_that_is_registered_elsewhere_says_so(self, economy: Economy):
        hotkey, stranger = economy.validator(NET), economy.storage.raw("SubtensorModule.Keys", NET, 7)
        elsewhere = next(n for n in range(1, 13) if not economy.storage.has("SubtensorModule.Uids", n, stranger))
        asked = {"coldkey_account": ALICE, "netuid": elsewhere}
        name = "StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid"
        assert economy.ask(name, hotkey_account=stranger, **asked)["is_registered"] is False
        assert economy.ask(name, hotkey_account=hotkey, **{**asked, "netuid": NET})["is_registered"] is True

    def test_a_delegate_has_its_take_its_permits_and_its_days_return(self, economy: Economy):
        hotkey = economy.validator(NET)
        economy.storage.put("SubtensorModule.Delegates", hotkey, value=1_234)
        served = [n for n in range(13) if economy.storage.has("SubtensorModule.Uids", n, hotkey)]
        unpermitted = next(n for n in served if n not in (0, NET))
        uid = economy.number("Uids", unpermitted, hotkey)
        permits = list(economy.storage.get("SubtensorModule.ValidatorPermit", unpermitted))
        economy.storage.put(
            "SubtensorModule.ValidatorPermit", unpermitted, value=[*permits[:uid], False, *permits[uid + 1 :]]
        )
        delegate = economy.ask("DelegateInfoRuntimeApi.get_delegate", delegate_account=hotkey)
        assert delegate["take"] == 1_234
        assert delegate["registrations"] == served
        assert set(served) - set(delegate["validator_permits"]) == {unpermitted}
        # One epoch of 4 blocks, so 1,800 of them a day; the other subnets have had none.
        dividends = economy.number("AlphaDividendsPerSubnet", NET, hotkey)
        worth = pools.pool_of(economy.storage, NET).price.rao * dividends // 10**9
        assert delegate["total_daily_return"] == pytest.approx(worth * 1_800, rel=1e-6)
