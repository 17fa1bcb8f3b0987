"""A second endpoint as tests want it: it tells the truth of the fakes' market, except where a test lets it lie."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from dtao_tui.domain.endpoint_comparison import EndpointView, RuntimeFacts, SubnetFacts, metadata_hash
from dtao_tui.domain.market import Subnet
from dtao_tui.ports.chain import Head
from tests.fakes import a_subnet, some_facts

SECOND = "lite.sub.latent.to:443"


def facts_of(subnet: Subnet) -> SubnetFacts:
    """What storage holds of this subnet, and of a validator with 18 % take."""
    return SubnetFacts(
        tao_in=subnet.pool.tao_in.rao,
        alpha_in=subnet.pool.alpha_in.rao,
        quote_weight=subnet.pool.quote_weight,
        fee_rate=subnet.pool.fee_rate,
        mechanism=subnet.pool.mechanism,
        registered_at=subnet.registered_at,
        name=subnet.name,
        owner="cd" * 32,
        take=11_796,
    )


class FakeSecond:
    """`ports.chain.CrossCheck`: both endpoints know this subnet, and the second says what `lie` makes of the truth."""

    def __init__(self, subnet: Subnet | None = None, endpoint: str = SECOND) -> None:
        self.subnet = subnet or a_subnet(7)
        self.endpoint = endpoint
        self.lie: Callable[[EndpointView], EndpointView] = lambda view: view
        self.trouble: Exception | None = None
        self.answering = asyncio.Event()
        """While cleared, the second does not answer."""

        self.answering.set()
        self.metadata_hash = metadata_hash(some_facts().metadata)
        self.shield_key: bytes | None = bytes(range(148)) * 8
        self.keys_asked: list[Head] = []
        self.hashes: dict[int, str] = {}
        self.asked: list[tuple[int, str, Head, Head]] = []
        self.closes = 0

    async def first_view(self, netuid: int, hotkey: str, at: Head, final: Head) -> EndpointView:
        return self._view("first", at, final)

    async def second_view(self, netuid: int, hotkey: str, at: Head, final: Head) -> EndpointView:
        self.asked.append((netuid, hotkey, at, final))
        await self.answering.wait()
        if self.trouble is not None:
            raise self.trouble
        return self.lie(self._view(self.endpoint, at, final))

    async def second_shield_key(self, at: Head) -> bytes | None:
        self.keys_asked.append(at)
        await self.answering.wait()
        if self.trouble is not None:
            raise self.trouble
        return self.shield_key

    async def second_hash_of(self, number: int) -> str | None:
        return self.hashes.get(number)

    async def close(self) -> None:
        self.closes += 1

    def tell(self, **facts: object) -> None:
        """Have the second say this of the subnet."""

        def told(view: EndpointView) -> EndpointView:
            assert view.subnet is not None
            return replace(view, subnet=replace(view.subnet, **facts))  # type: ignore[arg-type]  # any fact

        self.lie = told

    def _view(self, endpoint: str, at: Head, final: Head) -> EndpointView:
        runtime = RuntimeFacts("node-subtensor", 425, 1, self.metadata_hash)
        return EndpointView(endpoint, at.number, final.hash, runtime, facts_of(self.subnet))
