"""`ports.chain.Market` over one connection: reads pinned to a block."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading import block_headers, block_reader, proxy_grants, translate
from dtao_tui.chain.reading.storage_query import DividendQuery, TakeQuery
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.domain.accounts import OwnerAddress, ProxyGrant
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Validator
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.block_events import BlockEvents
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.ports.chain import ChainFacts, Head
from dtao_tui.ports.errors import NotUnderstood, StateGone

_TRUTH = {b"\x00": False, b"\x01": True}
"""A boolean's two bytes; any other is no answer."""

_NULL_CONSENSUS = "Null"


class ChainMarket:
    """`ports.chain.Market` over one connection."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    @property
    def facts(self) -> ChainFacts:
        """The connected chain. Raises NotConnected before `connect`."""
        return self._connection.facts

    async def connect(self) -> ChainFacts:
        """Dial, check the genesis and fetch the metadata. Raises ChainTrouble."""
        return await self._connection.connect()

    async def close(self) -> None:
        """Hang up; never raises."""
        await self._connection.close()

    async def start_over(self) -> None:
        """Hang up and delete the cached metadata; never raises."""
        await self._connection.start_over()

    async def heads(self) -> AsyncIterator[Head]:
        """New blocks as they are announced, until the connection is lost (then ChainTrouble)."""
        async with aclosing(self._connection.reader.heads()) as heads:
            async for head in heads:
                yield head

    async def head(self) -> Head:
        """The newest block now."""
        return await self._connection.reader.head()

    async def snapshot(self, head: Head, addresses: Sequence[str]) -> Snapshot:
        """That block, in at most eight requests whatever the number of subnets. Raises ChainTrouble."""
        try:
            return await self._connection.reader.snapshot(head, addresses)
        except StateGone:
            raise
        except NotUnderstood:
            # What cannot be read by a description kept from earlier may be read by the one told now.
            self._connection.forget_metadata()
            raise

    async def block_events(self, head: Head) -> BlockEvents:
        """All events of that block and its time, in one request as a rule. Raises ChainTrouble."""
        return await self._connection.reader.events(head)

    async def hashes_of(self, numbers: Sequence[int]) -> tuple[str | None, ...]:
        """The hashes of the canonical blocks of these numbers, None where there is none yet, in one request."""
        return await block_headers.hashes_of(self._connection.client, numbers)

    async def validators(self, netuid: int, head: Head) -> tuple[Validator, ...]:
        """The validators of one subnet, largest stake weight first, with their names and takes."""
        client = self._connection.client
        metagraph, all_earn = await self._neurons(netuid, head)
        if metagraph is None:
            return ()
        with reading("the validators"):
            hotkeys = tuple(row.hotkey for row in translate.candidates_of(metagraph, all_earn=all_earn))
        stakes = await block_reader.validator_stakes_of(client, netuid, hotkeys, head.hash)
        with reading("the validators"):
            return translate.validators_of(metagraph, stakes, all_earn=all_earn)

    async def validator_hotkeys(self, netuid: int, head: Head) -> tuple[str, ...]:
        """The hotkeys of a subnet's validators, in one request; all with stake where null consensus may hold."""
        metagraph = await self._connection.client.call(*runtime_names.METAGRAPH, [netuid], head.hash)
        if metagraph is None:
            return ()
        with reading("the validators"):
            is_alone = sum(map(bool, metagraph["validator_permit"])) < 2
            return tuple(row.hotkey for row in translate.candidates_of(metagraph, all_earn=is_alone))

    async def _neurons(self, netuid: int, head: Head) -> tuple[Mapping[str, Any] | None, bool]:
        """A subnet's metagraph, and whether all stake earns there: under null consensus, which came with spec 475."""
        client = self._connection.client
        asked = client.call(*runtime_names.METAGRAPH, [netuid], head.hash)
        if not client.has_item(*runtime_names.CONSENSUS):
            return await asked, False
        metagraph, mode = await asyncio.gather(asked, client.stored(*runtime_names.CONSENSUS, [netuid], head.hash))
        return metagraph, mode == _NULL_CONSENSUS

    async def dividends(
        self, places: Sequence[tuple[int, str]], head: Head
    ) -> Mapping[tuple[int, str], HotkeyDividend]:
        """What the last epochs shared out to these hotkeys, by netuid and hotkey, in one request."""
        client = self._connection.client
        with reading("the keys of dividends"):
            question = DividendQuery(client.codec, places)
        if not question.keys:
            return {}
        groups = await client.request("state_queryStorageAt", question.keys, head.hash)
        with reading("the dividends"):
            return question.dividends(groups)

    async def takes(self, hotkeys: Sequence[str], head: Head) -> Mapping[str, int]:
        """What these validators keep of dividends, in 65535ths, in one request."""
        client = self._connection.client
        with reading("the keys of takes"):
            question = TakeQuery(client.codec, hotkeys)
        if not question.keys:
            return {}
        groups = await client.request("state_queryStorageAt", question.keys, head.hash)
        with reading("the takes"):
            return question.takes(groups)

    async def issuance(self, head: Head) -> Tao:
        """Total issuance of TAO at that block (`SubtensorModule.TotalIssuance`)."""
        answer = await self._connection.client.stored(*runtime_names.ISSUANCE, [], head.hash)
        with reading("the issuance"):
            return Tao(translate.number(answer))

    async def simulate(self, netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        """The chain's own `sim_swap_tao_for_alpha` or `sim_swap_alpha_for_tao` at that block."""
        answer = await self._connection.client.call(*runtime_names.SIMULATE[side], [netuid, pays.rao], head.hash)
        with reading("the simulation"):
            return translate.simulation_of(answer)

    async def price(self, netuid: int, head: Head) -> Price:
        """`current_alpha_price` at that block."""
        answer = await self._connection.client.call(*runtime_names.PRICE, [netuid], head.hash)
        with reading("the price"):
            return Price(translate.number(answer))

    async def subnet_id(self, netuid: int, head: Head) -> SubnetId | None:
        """The subnet with this number at that block (`NetworkRegisteredAt`), or None where there is none."""
        client = self._connection.client
        exists, registered_at = await asyncio.gather(
            client.stored(*runtime_names.EXISTS, [netuid], head.hash),
            client.stored(*runtime_names.REGISTERED_AT, [netuid], head.hash),
        )
        with reading("which subnet has this number"):
            return SubnetId(netuid, translate.number(registered_at)) if exists is True else None

    async def hotkey_exists(self, hotkey: str, head: Head) -> bool:
        """Whether the chain knows the hotkey (`SubtensorModule.Owner` holds it)."""
        return await self._connection.client.stored_raw(*runtime_names.OWNER, [hotkey], head.hash) is not None

    async def claimable(self, address: str, hotkey: str, head: Head) -> Tao | None:
        """What the validator's root basket owes the coldkey; None in a runtime without baskets."""
        client = self._connection.client
        if not client.has_api(*runtime_names.BASKET_PAYOUT):
            return None
        answer = await client.call(*runtime_names.BASKET_PAYOUT, [hotkey, address], head.hash)
        with reading("what the basket owes"):
            return Tao(translate.number(answer))

    async def lock_is_perpetual(self, address: str, netuid: int, head: Head) -> bool | None:
        """Whether the coldkey's lock on the subnet does not decay; None in a runtime that does not tell."""
        client = self._connection.client
        if not client.has_item(*runtime_names.DECAYING_LOCK):
            return None
        # Without an entry a lock decays, whatever the declared default is.
        stored = await client.stored_raw(*runtime_names.DECAYING_LOCK, [address, netuid], head.hash)
        with reading("whether the lock decays"):
            return stored is not None and not _TRUTH[stored]

    async def available_stake(self, address: str, netuid: int, head: Head) -> Alpha:
        """The part of the coldkey's stake on the subnet that is not locked; all of it in a runtime without locks."""
        client = self._connection.client
        if not client.has_api(*runtime_names.AVAILABILITY):
            rows = await client.call(*runtime_names.STAKES_OF_ONE, [address], head.hash)
            with reading("the positions"):
                return Alpha(sum(s.amount.rao for s in map(translate.stake_of, rows) if s.netuid == netuid), netuid)
        asked = [[address], [netuid]]
        answer = await client.call(*runtime_names.AVAILABILITY, asked, head.hash)
        with reading("the available stake"):
            row = dict(answer).get(address, {}).get(netuid)
            return Alpha(translate.whole(row, "available") if row else 0, netuid)

    async def proxies(self, owner: OwnerAddress, head: Head) -> tuple[ProxyGrant, ...] | None:
        """The keys that may act for a coldkey (`Proxy.Proxies`); None in a runtime without proxies."""
        client = self._connection.client
        if not client.has_item(*runtime_names.PROXIES):
            return None
        stored = await client.stored(*runtime_names.PROXIES, [owner], head.hash)
        with reading("the proxies"):
            grants = proxy_grants.grants_of(stored) or ()
        if not client.has_item(*runtime_names.OWNER_PAYS):
            return grants
        asked = (client.stored_raw(*runtime_names.OWNER_PAYS, [owner, each.delegate], head.hash) for each in grants)
        consents = await asyncio.gather(*asked)
        return tuple(replace(each, owner_pays=raw is not None) for each, raw in zip(grants, consents, strict=True))

    async def free_balance(self, address: str, head: Head) -> Tao:
        """The spendable TAO of an account."""
        account = await self._connection.client.stored(*runtime_names.ACCOUNT, [address], head.hash)
        with reading("the account"):
            return translate.free_of(account)
