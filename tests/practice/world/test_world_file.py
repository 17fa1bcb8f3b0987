import json
from pathlib import Path

import pytest
from bittensor_core import ss58_encode

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.world.world_file import VALIDATOR
from dtao_tui.settings import NotASetting
from tests.practice.economy import TAO, Economy, economy_of

WHO = bytes([4]) * 32
HOT = bytes([5]) * 32
POOL = {
    "mechanism": 1,
    "tao_in": 50_000 * TAO,
    "alpha_in": 1_500_000 * TAO,
    "quote_weight": 487654321098765432,
    "fee_rate": 33,
}


def a_document(**others: object) -> dict[str, object]:
    document: dict[str, object] = {
        "pools": [{"netuid": 7, "pool": POOL, "name": "mine", "symbol": "μ"}],
        "accounts": {ss58_encode(WHO, 42): 12 * TAO},
        "stakes": [
            {"coldkey": ss58_encode(WHO, 42), "hotkey": ss58_encode(HOT, 42), "netuid": 7, "amount": 5 * TAO},
        ],
    }
    return {**document, **others}


def world(folder: Path, document: object) -> Economy:
    file = folder / "world.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return economy_of(PracticeOptions(world=file, still=True))


def test_pools_accounts_and_stakes_are_as_written(tmp_path: Path):
    economy = world(tmp_path, a_document())
    expected = Pool(7, 1, Tao(50_000 * TAO), Alpha(1_500_000 * TAO, 7), 487654321098765432, 33)
    assert [*pools.netuids(economy.storage)] == [0, 7]
    assert pools.pool_of(economy.storage, 7) == expected
    assert economy.free(WHO) == 12 * TAO
    assert economy.stake(WHO, 7, HOT) == 5 * TAO
    info = economy.ask("SubnetInfoRuntimeApi.get_dynamic_info", netuid=7)
    assert isinstance(info, dict)
    assert bytes(info["subnet_name"]) == b"mine"
    assert info["alpha_out"] == 5 * TAO


def test_the_worked_example_of_the_facts_comes_out_to_the_rao(tmp_path: Path):
    economy = world(tmp_path, a_document())
    assert economy.ask("SwapRuntimeApi.current_alpha_price", netuid=7) == 35_021_097
    buy = economy.ask("SwapRuntimeApi.sim_swap_tao_for_alpha", netuid=7, tao=100 * TAO)
    assert isinstance(buy, dict)
    assert [buy[name] for name in ("tao_amount", "tao_fee", "alpha_amount", "alpha_slippage")] == [
        99_949_645_228,
        50_354_772,
        2_848_427_154_868,
        6_994_533_148,
    ]


def test_a_world_without_stakes_can_be_staked_in(tmp_path: Path):
    economy = world(tmp_path, a_document(stakes=[]))
    economy.call(WHO, "SubtensorModule.add_stake", hotkey=VALIDATOR.account, netuid=7, amount_staked=TAO)
    assert economy.stake(WHO, 7, VALIDATOR.account) > 0


def test_a_file_of_vectors_is_a_world(tmp_path: Path):
    economy = world(tmp_path, {"about": "", "cases": [{"kind": "price", "pool": POOL}, {"kind": "buy", "pool": POOL}]})
    assert [*pools.netuids(economy.storage)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "A world file is a JSON object"),
        ({}, "“pools” is a JSON list"),
        (a_document(pools=[{"netuid": 7}]), "The pool of subnet 7"),
        (a_document(pools=[{"netuid": 7, "pool": {**POOL, "tao_in": 1.5}}]), "Subnet 7: tao_in"),
        (a_document(pools=[{"netuid": 7, "pool": {**POOL, "tao_in": -1}}]), "Subnet 7: tao_in"),
        (a_document(pools=[{"netuid": 7, "pool": {**POOL, "quote_weight": 10**18}}]), "quote_weight"),
        (a_document(pools=[{"netuid": 7, "pool": POOL}, {"netuid": 7, "pool": POOL}]), "twice"),
        (a_document(pools=[{"netuid": 70_000, "pool": POOL}]), "A netuid"),
        (a_document(accounts={"nobody": 1}), "no SS58 address"),
        (a_document(accounts={ss58_encode(WHO, 42): "1"}), "in rao"),
        (a_document(stakes=[{"netuid": 8, "coldkey": ss58_encode(WHO, 42), "amount": 1}]), "no such pool"),
        (a_document(stakes=[{"netuid": 7, "amount": 1}]), "coldkey"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, document: object, says: str):
    with pytest.raises(NotASetting) as refusal:
        world(tmp_path, document)
    assert says in str(refusal.value)


def test_an_unreadable_file_is_refused(tmp_path: Path):
    with pytest.raises(NotASetting, match="cannot be read"):
        economy_of(PracticeOptions(world=tmp_path / "missing.json"))
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(NotASetting, match="is no JSON"):
        economy_of(PracticeOptions(world=tmp_path / "broken.json"))


PICTURE_ENTRY = {
    "netuid": 7,
    "pool": POOL,
    "alpha_out": 900 * TAO,
    "tempo": 99,
    "next_epoch": 12,
    "is_open": False,
    "owner": {"hotkey": ss58_encode(bytes([8]) * 32, 42), "coldkey": ss58_encode(bytes([9]) * 32, 42)},
    "validators": [{"hotkey": ss58_encode(HOT, 42), "name": "Ann", "take": 1000, "stake": 300 * TAO}],
}


def a_picture(**others: object) -> dict[str, object]:
    return a_document(pools=[{**PICTURE_ENTRY, **others}])


def test_a_picture_tells_everything_of_a_subnet(tmp_path: Path):
    economy = world(tmp_path, a_picture())
    assert economy.number("Tempo", 7) == 99
    assert economy.number("PendingEpochAt", 7) == 12
    assert economy.storage.flag("SubtensorModule.SubtokenEnabled", 7) is False
    assert economy.storage.raw("SubtensorModule.SubnetOwner", 7) == bytes([9]) * 32
    assert economy.number("Delegates", HOT) == 1000
    assert economy.number("SubnetAlphaOut", 7) == 900 * TAO


def test_alpha_that_nobody_named_is_with_the_worlds_own_validator(tmp_path: Path):
    """900 in all: 300 with Ann, of which 5 are the named account's, and 600 with World."""
    economy = world(tmp_path, a_picture())
    with_hotkey = [economy.number("TotalHotkeyAlpha", hotkey, 7) for hotkey in (HOT, VALIDATOR.account)]
    assert with_hotkey == [300 * TAO, 600 * TAO]
    assert economy.stake(WHO, 7, HOT) == 5 * TAO


def test_root_and_issuance_are_filled_up_to_what_the_picture_says(tmp_path: Path):
    root = [{"hotkey": ss58_encode(HOT, 42), "name": "Ann", "take": 1000, "stake": 40 * TAO}]
    economy = world(tmp_path, {**a_picture(), "root": root, "root_stake": 100 * TAO, "issuance": 10**6 * TAO})
    assert economy.number("TotalHotkeyAlpha", HOT, 0) == 40 * TAO
    assert economy.number("SubnetTAO", 0) == 100 * TAO
    # On top come the practice account's own funds and the author's deposit.
    assert economy.number("TotalIssuance") == (10**6 + 10_000) * TAO + 500


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"alpha_out": -1}, "Subnet 7: alpha_out"),
        ({"tempo": 0}, "The tempo of subnet 7"),
        ({"next_epoch": 0}, "The next epoch of subnet 7"),
        ({"is_open": 1}, "The openness of subnet 7"),
        ({"owner": {"hotkey": "x"}}, "no SS58 address"),
        ({"validators": {}}, "The validators of subnet 7"),
        ({"validators": [{"hotkey": ss58_encode(HOT, 42), "take": 65536}]}, "The take of a validator"),
        ({"validators": [{"hotkey": ss58_encode(HOT, 42)}] * 2}, "twice"),
    ],
)
def test_what_is_wrong_in_a_picture_is_said(tmp_path: Path, change: dict[str, object], says: str):
    with pytest.raises(NotASetting) as refusal:
        world(tmp_path, a_picture(**change))
    assert says in str(refusal.value)
