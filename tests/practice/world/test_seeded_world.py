import hashlib
import unicodedata

import pytest
from bittensor_core import Keypair, ss58_encode

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.practice_account import ADDRESS, WORTHLESS_PUBLIC_SEED
from dtao_tui.practice.options import PracticeOptions, account_of, parse_fund
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.subnets.token_symbols import symbol_of
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.world import invented_names
from dtao_tui.practice.world.genesis import genesis_world
from dtao_tui.practice.world.seeded_world import seeded_world
from dtao_tui.settings import NotASetting
from tests.practice.economy import TAO, Economy, economy_of


@pytest.fixture(scope="module")
def economy() -> Economy:
    """The usual world of 128 subnets."""
    return economy_of(PracticeOptions())


def test_the_practice_account_is_funded_and_its_key_is_known(economy: Economy):
    assert Keypair.create_from_seed(WORTHLESS_PUBLIC_SEED).ss58_address == ADDRESS
    assert economy.free(account_of(ADDRESS)) == 10_000 * TAO


def test_reserves_span_four_orders_of_magnitude_and_weights_leave_one_half(economy: Economy):
    held = [pools.pool_of(economy.storage, netuid) for netuid in range(1, 129)]
    tao = sorted(pool.tao_in.rao for pool in held)
    assert tao[-1] / tao[0] > 8_000
    weights = [pool.quote_weight for pool in held]
    assert min(weights) >= 42 * 10**16
    assert max(weights) < 58 * 10**16
    assert len(set(weights)) == 128


def test_prices_and_supply_are_those_of_a_living_market(economy: Economy):
    dynamic = [pools.pool_of(economy.storage, netuid) for netuid in range(1, 129) if netuid != 125]
    assert 1.0 < sum(pool.price.rao for pool in dynamic) / 1e9 < 1.5
    for pool in dynamic:
        assert 10**9 < pools.alpha_issuance(economy.storage, pool.netuid) < 21 * 10**15


def test_half_a_tao_is_emitted_per_block(economy: Economy):
    assert economy.ask("SubnetInfoRuntimeApi.get_block_emission") == 5 * 10**8
    assert economy.number("TaoWeight") == 18 * (2**64 - 1) // 100


def test_every_subnet_has_five_validators_and_some_serve_many(economy: Economy):
    serving: dict[bytes, int] = {}
    for netuid in range(1, 129):
        hotkeys = [economy.storage.raw("SubtensorModule.Keys", netuid, uid) for uid in range(5)]
        assert len(set(hotkeys)) == 5
        assert all(economy.number("TotalHotkeyAlpha", hotkey, netuid) > 0 for hotkey in hotkeys)
        for hotkey in hotkeys:
            serving[hotkey] = serving.get(hotkey, 0) + 1
    assert len(serving) == len(invented_names.VALIDATORS)
    assert max(serving.values()) > 20


def test_validators_have_names_takes_and_root_stake(economy: Economy):
    delegates = economy.ask("DelegateInfoRuntimeApi.get_delegates")
    assert isinstance(delegates, list)
    assert len(delegates) == 24
    takes = {delegate["take"] for delegate in delegates}
    assert {0, 11_796} <= takes
    for delegate in delegates:
        assert economy.storage.get("SubtensorModule.IdentitiesV2", delegate["owner_ss58"]) is not None
        assert economy.number("TotalHotkeyAlpha", delegate["delegate_ss58"], 0) > 0


def test_all_stakes_are_outside_the_pools_and_all_tao_is_somewhere(economy: Economy):
    assert economy.tao_everywhere() == economy.number("TotalIssuance")
    for netuid in range(129):
        assert economy.alpha_staked(netuid) == economy.number("SubnetAlphaOut", netuid)
        assert economy.free(subnet_account(netuid)) == economy.number("SubnetTAO", netuid)


def test_one_subnet_is_not_open_and_one_is_stable(economy: Economy):
    closed = [netuid for netuid in range(129) if not economy.storage.flag(pools.IS_OPEN, netuid)]
    stable = [netuid for netuid in range(129) if economy.number("SubnetMechanism", netuid) == 0]
    assert closed == [118]
    assert stable == [0, 125]


def test_names_that_attack_are_among_them(economy: Economy):
    listed = economy.ask("SubnetInfoRuntimeApi.get_all_dynamic_info")
    assert isinstance(listed, list)
    found = {bytes(row["subnet_name"]) for row in listed}
    assert any(b"\x1b]52" in name for name in found)
    assert any(b"[@click=" in name for name in found)
    assert any("\u202e".encode() in name for name in found)
    assert any("\u200b".encode() in name for name in found)
    assert any(len(name) > 500 for name in found)
    assert b"templar" in found


@pytest.mark.parametrize("count", [1, 128, 4096])
def test_every_subnet_has_a_name_and_a_symbol_of_its_own(count: int):
    symbols = [symbol_of(netuid).decode() for netuid in range(1, count + 1)]
    assert len(set(symbols)) == count
    assert all(unicodedata.category(letter).startswith("L") for symbol in symbols for letter in symbol)
    called = [invented_names.name_of(netuid) for netuid in range(1, count + 1)]
    assert len(set(called)) == count


def test_a_world_can_be_large():
    economy = economy_of(PracticeOptions(subnets=1000))
    assert economy.number("TotalNetworks") == 1001
    assert economy.ask("SubnetInfoRuntimeApi.get_block_emission") == 5 * 10**8
    assert economy.number("MaxEpochsPerBlock") * 360 > 2 * 1000


def test_the_same_options_make_the_same_world_and_others_another():
    first, again = economy_of(PracticeOptions(seed=5, subnets=9)), economy_of(PracticeOptions(seed=5, subnets=9))
    assert first.snapshot() == again.snapshot()
    prints = {
        genesis_world(options).fingerprint
        for options in (
            PracticeOptions(seed=5, subnets=9),
            PracticeOptions(seed=6, subnets=9),
            PracticeOptions(seed=5, subnets=10),
            PracticeOptions(seed=5, subnets=9, still=True),
            PracticeOptions(seed=5, subnets=9, fund=((bytes(32), Tao(1)),)),
        )
    }
    assert len(prints) == 5
    assert genesis_world(PracticeOptions(seed=5, subnets=9)).fingerprint in prints


def test_funded_accounts_have_what_was_asked_for():
    who = ss58_encode(bytes([8]) * 32, 42)
    economy = economy_of(PracticeOptions(subnets=2, fund=(parse_fund(f"{who}=12.5"),)))
    assert economy.free(bytes([8]) * 32) == 12_500_000_000


@pytest.mark.parametrize("text", ["5abc=1", "12.5", f"{ADDRESS}=much", f"{ADDRESS}=-1", "=1"])
def test_a_wrong_fund_is_refused_with_a_sentence(text: str):
    with pytest.raises(NotASetting, match=r"\."):
        parse_fund(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 70_000},
        {"subnets": 0},
        {"subnets": 4097},
        {"block_seconds": -1},
        {"seed": -1},
        {"genesis": "0x12"},
    ],
)
def test_wrong_options_are_refused_with_a_sentence(wrong: dict[str, int | str]):
    with pytest.raises(NotASetting, match=r"\.$|digits\."):
        PracticeOptions(**wrong)


@pytest.mark.parametrize(
    ("subnets", "digest"),
    [(1, "310ce3b7cc5fc7d9"), (8, "d8a732726296b219"), (128, "e2a76562239d0ed1"), (4096, "9fd00b55eddda396")],
)
def test_the_world_of_a_seed_is_the_same_as_ever(subnets: int, digest: str):
    world = seeded_world(1, subnets, moves=True)
    rows = [
        (each.pool.tao_in.rao, each.pool.alpha_in.rao, each.average_price, each.first_epoch) for each in world.subnets
    ]
    stakes = [(each.netuid, each.rao) for each in world.people().stakes]
    assert hashlib.blake2b(repr((rows, stakes)).encode(), digest_size=8).hexdigest() == digest
