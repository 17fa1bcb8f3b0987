"""FakeMarket: a chain of one frozen snapshot behind the Market port."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from dtao_tui.domain.accounts import OwnerAddress, ProxyGrant
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Validator
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.block_events import BlockEvents, PlacedEvent
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.ports.chain import ChainFacts, Head
from dtao_tui.ports.errors import ChainTrouble, NotConnected
from tests.fakes.values import OTHER_HOTKEY, a_hash, a_snapshot, a_validator, some_facts


class FakeMarket:
    """A chain of one frozen snapshot; `show` makes a new block of another one."""

    def __init__(self, snapshot: Snapshot | None = None, facts: ChainFacts | None = None) -> None:
        self.current = snapshot or a_snapshot()
        self.chain_facts = facts or some_facts(genesis=self.current.genesis, network=self.current.network)
        self.is_connected = False
        self.connect_troubles: list[Exception] = []
        """Raised by the next connects, one each."""

        self.snapshot_troubles: list[Exception] = []
        self.read_blocks: list[int] = []
        self.connects = 0
        self.starts_over = 0
        self.unknown_hotkeys: set[str] = set()
        self.baskets: dict[tuple[str, str], Tao] = {}
        """What validators' root baskets owe, by coldkey and hotkey."""

        self.perpetual_locks: set[tuple[str, int]] = set()
        self.locked_stake: dict[tuple[str, int], Alpha] = {}
        self.validator_list: dict[int, tuple[Validator, ...]] = {}
        self.block_events_by_number: dict[int, tuple[PlacedEvent, ...] | ChainTrouble] = {}
        """The events of a block, none where it is not named; or what reading them raises."""

        self.events_read: list[int] = []
        self.parents: dict[str, str] = {}
        """The parents of blocks by their hash, where they are not the fakes' usual ones."""

        self.canonical: dict[int, str] = {}
        """The hashes of blocks by number, where they are not the fakes' usual ones."""

        self.dividends_by_place: dict[tuple[int, str], HotkeyDividend] = {}
        """What the last epoch shared out, by netuid and hotkey."""

        self.takes_by_hotkey: dict[str, int] = {}
        """What validators keep, in 65535ths, where it is not the usual 18 %."""

        self.simulation: Simulation | None = None
        """What the chain simulates instead of the truth."""

        self.reading = asyncio.Event()
        """While cleared, reading a snapshot waits."""

        self.reading.set()
        self._listeners: list[asyncio.Queue[Head | Exception]] = []

    @property
    def facts(self) -> ChainFacts:
        if not self.is_connected:
            raise NotConnected("Not connected.")
        return self.chain_facts

    async def connect(self) -> ChainFacts:
        self.connects += 1
        if self.connect_troubles:
            raise self.connect_troubles.pop(0)
        self.is_connected = True
        return self.chain_facts

    async def close(self) -> None:
        self.is_connected = False

    async def start_over(self) -> None:
        self.starts_over += 1

    async def heads(self) -> AsyncIterator[Head]:
        queue: asyncio.Queue[Head | Exception] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            yield await self.head()
            while True:
                item = await queue.get()
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self._listeners.remove(queue)

    @property
    def listeners(self) -> int:
        """How many follow the heads now."""
        return len(self._listeners)

    async def head(self) -> Head:
        return Head(self.current.block, self.current.block_hash)

    async def snapshot(self, head: Head, addresses: Sequence[str]) -> Snapshot:
        await self.reading.wait()
        if self.snapshot_troubles:
            raise self.snapshot_troubles.pop(0)
        self.read_blocks.append(head.number)
        return self.current

    def show(self, snapshot: Snapshot) -> None:
        """A new block."""
        self.current = snapshot
        for queue in self._listeners:
            queue.put_nowait(Head(snapshot.block, snapshot.block_hash))

    def grow(self, blocks: int = 1, **changes: object) -> Snapshot:
        """A new block like the one before; `changes` are fields of the snapshot."""
        block = self.current.block + blocks
        grown = replace(self.current, block=block, block_hash=a_hash(block))
        self.show(replace(grown, **changes))  # type: ignore[arg-type]  # builders take any field
        return self.current

    def lose(self, trouble: Exception | None = None) -> None:
        """The connection is lost."""
        for queue in self._listeners:
            queue.put_nowait(trouble or NotConnected("The connection is lost."))

    async def block_events(self, head: Head) -> BlockEvents:
        self.events_read.append(head.number)
        found = self.block_events_by_number.get(head.number, ())
        if isinstance(found, Exception):
            raise found
        parent = self.parents.get(head.hash, a_hash(head.number - 1))
        return BlockEvents(head.number, head.hash, 1_700_000_000_000 + head.number * 3000, found, parent)

    async def hashes_of(self, numbers: Sequence[int]) -> tuple[str | None, ...]:
        return tuple(self.canonical.get(number, a_hash(number)) for number in numbers)

    async def dividends(
        self, places: Sequence[tuple[int, str]], head: Head
    ) -> Mapping[tuple[int, str], HotkeyDividend]:
        return {place: told for place, told in self.dividends_by_place.items() if place in places}

    async def takes(self, hotkeys: Sequence[str], head: Head) -> Mapping[str, int]:
        return {hotkey: self.takes_by_hotkey.get(hotkey, 11_796) for hotkey in hotkeys}

    async def validator_hotkeys(self, netuid: int, head: Head) -> tuple[str, ...]:
        return tuple(validator.hotkey for validator in await self.validators(netuid, head))

    async def validators(self, netuid: int, head: Head) -> tuple[Validator, ...]:
        if netuid in self.validator_list:
            return self.validator_list[netuid]
        second = a_validator(netuid, OTHER_HOTKEY, "OpenTau", take=5_898, alpha_stake=Alpha(388 * 10**12, netuid))
        return (a_validator(netuid), second)

    async def simulate(self, netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        return self.simulation or self.current.subnets[netuid].pool.simulate(side, pays)

    async def price(self, netuid: int, head: Head) -> Price:
        return self.current.subnets[netuid].price

    async def subnet_id(self, netuid: int, head: Head) -> SubnetId | None:
        subnet = self.current.subnets.get(netuid)
        return subnet.id if subnet else None

    async def hotkey_exists(self, hotkey: str, head: Head) -> bool:
        return hotkey not in self.unknown_hotkeys

    async def claimable(self, address: str, hotkey: str, head: Head) -> Tao | None:
        return self.baskets.get((address, hotkey), Tao(0))

    async def lock_is_perpetual(self, address: str, netuid: int, head: Head) -> bool:
        return (address, netuid) in self.perpetual_locks

    async def available_stake(self, address: str, netuid: int, head: Head) -> Alpha:
        held = self.current.holdings_of(address)
        total = held.staked(netuid) if held else Alpha(0, netuid)
        return total - self.locked_stake.get((address, netuid), Alpha(0, netuid))

    async def proxies(self, owner: OwnerAddress, head: Head) -> tuple[ProxyGrant, ...] | None:
        held = self.current.holdings_of(owner)
        return held.proxies if held else ()

    async def free_balance(self, address: str, head: Head) -> Tao:
        held = self.current.holdings_of(address)
        return held.free if held else Tao(0)
