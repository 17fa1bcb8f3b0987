import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui.practice.pallets import pools
from dtao_tui.practice.world.definition import trader_account
from tests.practice.economy import ALICE, TAO, Economy, an_economy

BLOCKS = 12
ROOT = Path(__file__).parents[3]


def run(economy: Economy, blocks: int = BLOCKS) -> list[tuple[str, tuple[object, ...]]]:
    """The events of some blocks, in one of which Alice stakes."""
    seen = []
    for number in range(1, blocks + 1):
        seen += [(event.name, event.values) for event in economy.next_block()]
        if number == 3:
            hotkey = economy.validator(5)
            events = economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=5, amount_staked=7 * TAO)
            seen += [(event.name, event.values) for event in events]
    return seen


def test_the_same_seed_and_calls_give_the_same_chain_to_the_rao():
    first, second = an_economy(seed=42, still=False), an_economy(seed=42, still=False)
    assert run(first) == run(second)
    assert first.snapshot() == second.snapshot()


def test_the_same_seed_gives_the_same_chain_in_another_process():
    """Where Python shuffles its sets anew, nothing of the chain is shuffled."""
    told = "from tests.practice.market import test_market_makers as own; print(own.told_of_a_run())"
    process = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert process.stdout.strip() == told_of_a_run()


def told_of_a_run() -> str:
    """A few blocks with an epoch of every subnet, in one number."""
    economy = an_economy(seed=42, still=False)
    for netuid in range(1, 13):
        economy.storage.put("SubtensorModule.Tempo", netuid, value=5)
    return hashlib.blake2b(repr((run(economy), economy.snapshot())).encode(), digest_size=16).hexdigest()


def test_another_seed_gives_another_chain():
    first, second = an_economy(seed=42, still=False), an_economy(seed=43, still=False)
    assert run(first) != run(second)
    assert first.snapshot() != second.snapshot()


def test_market_makers_trade_both_ways_every_block():
    economy = an_economy(still=False)
    names = [name for name, _ in run(economy)]
    assert names.count("StakeAdded") > BLOCKS
    assert names.count("StakeRemoved") > BLOCKS


def test_prices_move_but_stay_near_their_average():
    economy = an_economy(still=False)
    deep = [netuid for netuid in range(1, 13) if pools.pool_of(economy.storage, netuid).tao_in.rao > 1_000 * TAO]
    before = {netuid: pools.pool_of(economy.storage, netuid).price.rao for netuid in deep}
    run(economy, 60)
    assert len(deep) > 4
    for netuid, price in before.items():
        now = pools.pool_of(economy.storage, netuid).price.rao
        assert now != price
        assert now == pytest.approx(price, rel=0.25)


def test_market_makers_live_on_what_they_have():
    economy = an_economy(still=False)
    run(economy, 40)
    for place in range(12):
        assert 0 < economy.free(trader_account(place)) < 60_000 * TAO
