"""The theft by a lying description, played to the end in a terminal: nothing moves, and the sentence says why."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from bittensor_core import ss58_encode

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from dtao_tui.settings import places_of, prepare
from tests.acceptance.script import ENTER, press, the_app
from tests.chain.conftest import a_desk, a_node, blocks_coming
from tests.chain.middleman import Honest, Middleman, metadata_lie
from tests.journeys.stage import Terminal, announce
from tests.metadata.tree import read
from tests.wallet.lies.forging import the_theft
from tests.wallet.lies.lie import Lie

pytestmark = pytest.mark.journey

NETUID = 3
TEMPLAR = "templar"
LOOT = "0.125"
"""The amount whose first byte, 0x40, is the length of the remark that hides what follows it in the batch."""

BLOCK_SECONDS = 0.3


async def test_a_batch_that_is_described_as_a_stake_is_not_signed(own_home: Path, tmp_path: Path) -> None:
    async with a_node() as node, blocks_coming(node, BLOCK_SECONDS), Middleman(node.url) as liar:
        before = await owned(node, tmp_path / "before")
        batch = await lie_to(liar, node, tmp_path / "honest")
        person_home(own_home, liar.url)
        with the_app(own_home) as person:
            await asyncio.to_thread(stake, person, batch)
        assert await owned(node, tmp_path / "after") == before
        assert not any(method.startswith("author_submit") for method in liar.asked)


def person_home(home: Path, address: str) -> None:
    places = places_of({"DTAO_TUI_HOME": str(home)})
    prepare(places)
    announce(places, address)


def stake(person: Terminal, batch: str) -> None:
    """What somebody does who stakes 0.125 τ with the validator that is a batch, until it is told why not."""
    person.sees(TEMPLAR, "10,000.000")
    person.types("/")
    person.types(TEMPLAR)
    person.presses("Enter", "Enter")
    person.sees("γ templar", "Pool")
    person.presses("s")
    person.types(LOOT)
    person.sees("You get", "✓ chain")
    person.presses("C-l")
    person.sees("name or address")
    person.presses("j", "Enter")
    person.misses("name or address")
    person.sees(f"{batch[:4]}…{batch[-4:]}", "You get", "✓ chain")
    press(person, ENTER)
    person.sees("Nothing was signed", "gives CheckMetadataHash", "another form than subtensor does", within=10)


async def owned(node: Node, cache: Path) -> tuple[Tao, int, int]:
    """Free TAO, stakes and the next number of the practice account, as an honest endpoint tells them."""
    async with a_desk(node.url, cache=cache) as desk:
        holdings = (await desk.snapshot()).holdings_of(ADDRESS)
        assert holdings is not None
        return holdings.free, len(holdings.stakes), await desk.trading.nonce(ADDRESS)


async def lie_to(liar: Middleman, node: Node, cache: Path) -> str:
    """Have the endpoint tell the forged description, and name the batch as a validator; the batch as an address."""
    lie = theft(node)
    async with a_desk(node.url, cache=cache) as desk:
        head = await desk.market.head()
        validators = [each.hotkey for each in await desk.market.validators(NETUID, head)]
        client = desk.connection.client
        owner = await client.stored_raw("SubtensorModule", "Owner", [validators[0]], head.hash)
        true = client.public_key_of(validators[0]).hex()
    liar.lies["state_call"] = metadata_lie(lie.metadata.encoded(), node)
    liar.twists["state_call"] = lambda answer: answer.replace(true, lie.hotkey.hex()) if answer else answer
    assert owner is not None
    liar.lies["state_getStorageAt"] = known_hotkey(lie, owner)
    return ss58_encode(lie.hotkey, 42)


def known_hotkey(lie: Lie, owner: bytes) -> Any:
    """Answers that the batch is a hotkey with an owner, and leaves all other items to the node."""

    def answer(parameters: list[Any]) -> str:
        if not str(parameters[0]).endswith(lie.hotkey.hex()):
            raise Honest
        return "0x" + owner.hex()

    return answer


def theft(node: Node) -> Lie:
    """The forged description, with the address and the subnet's number as this node has them."""
    honest = read(node.chain.description.metadata)
    pallet = honest.pallet("Balances")
    assert pallet.calls is not None
    number = next(each.index for each in honest.types[pallet.calls].variants if each.name == "transfer_all")
    return the_theft(honest, (pallet.index, number))
