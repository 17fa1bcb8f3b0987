"""Comparison of the facts that two endpoints of different operators tell, and what follows where they differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

from dtao_tui.domain.formatting import exact
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.text import quoted

BLOCKS_BEHIND = 10
"""The largest number of blocks that the endpoint in use may be behind the other one."""

_PARTS = 65535
_NAMES = {
    "tao_in": "the TAO in the pool",
    "alpha_in": "the alpha in the pool",
    "quote_weight": "the pool's weight",
    "fee_rate": "the pool's fee",
    "mechanism": "the way the subnet is priced",
    "registered_at": "when the subnet was registered",
    "name": "the subnet's name",
    "owner": "who owns the validator",
    "take": "the validator's take",
    "spec_name": "the chain's runtime",
    "spec_version": "the runtime's version",
    "transaction_version": "the version of its transactions",
    "metadata_hash": "the runtime's description of itself",
}
_NOT_SHOWN = {_NAMES["owner"], _NAMES["take"]}


@dataclass(frozen=True, slots=True)
class SubnetFacts:
    """What storage says of a subnet and a hotkey at one block; None where it holds no entry."""

    tao_in: int | None
    alpha_in: int | None
    quote_weight: int | None
    """In 10⁻¹⁸."""

    fee_rate: int | None
    mechanism: int | None
    registered_at: int | None
    name: str | None
    """Cleaned."""

    owner: str | None
    """The coldkey's 32 bytes in hex."""

    take: int | None
    """In 65535ths."""


NOTHING_KNOWN = SubnetFacts(*[None] * len(fields(SubnetFacts)))


@dataclass(frozen=True, slots=True)
class RuntimeFacts:
    """The runtime of one block."""

    spec_name: str
    spec_version: int
    transaction_version: int
    metadata_hash: str
    """blake2b-256 of its V15 metadata, in hex."""


@dataclass(frozen=True, slots=True)
class EndpointView:
    """What one endpoint says of a quote's block, and of a finalized one."""

    endpoint: str
    """Host and port."""

    newest_block: int
    final_hash: str | None
    """Its hash of the block that the endpoint in use calls final."""

    runtime: RuntimeFacts | None
    """None where it does not know the quote's block."""

    subnet: SubnetFacts | None
    defaults: SubnetFacts = NOTHING_KNOWN
    """What the runtime takes for a fact without an entry, by its description; None where it does not tell."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that two endpoints tell differently."""

    fact: str
    """What differs, as text to show."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Result of asking a second endpoint."""

    first: str
    """Host and port of the endpoint in use."""

    second: str = ""
    """Host and port of the one of another operator; empty where none is known."""

    block: int | None = None
    """The block of the quote, at which both were asked."""

    differences: tuple[Difference, ...] = ()
    not_compared: str = ""
    """Why the second could not be compared, as a sentence."""

    runtime: RuntimeFacts | None = None
    """The runtime that both name, where they agree in everything."""

    pools: tuple[Pool, ...] = ()
    """The pools that both tell, where they agree in everything."""

    hotkeys: frozenset[str] = frozenset()
    """The validators whose owner and take both tell alike, where they agree in everything."""

    is_name_told: bool = False
    """Whether both tell the names of all subnets; one without a name of its own has it from the endpoint in use."""

    @property
    def is_agreed(self) -> bool:
        """Whether a second endpoint was asked and told the same."""
        return bool(self.second) and not self.differences and not self.not_compared

    @property
    def is_missing(self) -> bool:
        """Whether there is a second endpoint that did not give an answer."""
        return bool(self.second) and bool(self.not_compared)

    @property
    def objection(self) -> str:
        """Why nothing is signed, with both values, as a sentence, or empty."""
        if not self.differences:
            return ""
        first = self.differences[0]
        others = len(self.differences) - 1
        more = f" {others} more of what they tell differs." if others else ""
        return (
            f"Two endpoints disagree about {first.fact}: {self.first} says {first.first}, "
            f"{self.second} says {first.second}.{more} Nothing is signed; one of them is wrong."
        )

    @property
    def confirmed_pools(self) -> tuple[Pool, ...]:
        """The pools that both tell at `block`; none where anything differs."""
        return self.pools if self.is_agreed else ()

    def confirms_metadata(self, spec_version: int, metadata_hash: str) -> bool:
        """Whether two operators gave this very description (blake2b-256, hex) of this version of the runtime."""
        runtime = self.runtime if self.is_agreed else None
        return runtime is not None and (runtime.spec_version, runtime.metadata_hash) == (spec_version, metadata_hash)

    def confirms_hotkey(self, hotkey: str) -> bool:
        """Whether both tell the same owner and take of this validator."""
        return self.is_agreed and bool(hotkey) and hotkey in self.hotkeys


def together(comparisons: Sequence[Comparison]) -> Comparison:
    """One comparison of several subjects at one block: what differs of any, and what agrees of all."""
    first, *others = comparisons
    differences = {each.fact: each for one in comparisons for each in one.differences}
    return replace(
        first,
        differences=tuple(differences.values()),
        not_compared=next((one.not_compared for one in comparisons if one.not_compared), ""),
        pools=tuple(pool for one in comparisons for pool in one.pools),
        hotkeys=first.hotkeys.union(*(one.hotkeys for one in others)),
        is_name_told=all(one.is_name_told for one in comparisons),
    )


def metadata_hash(metadata: bytes) -> str:
    """blake2b-256 of a runtime's description of itself, in hex."""
    return blake2b(metadata, digest_size=32).hexdigest()


def differences_between(first: EndpointView, second: EndpointView, block: int) -> tuple[Difference, ...]:
    """The facts that the second endpoint tells differently; `block` is the quote's."""
    found = []
    if second.newest_block > block + BLOCKS_BEHIND:
        found.append(Difference("the newest block", f"{block:,}", f"{second.newest_block:,}"))
    if second.final_hash is not None and second.final_hash != first.final_hash:
        found.append(Difference("a final block", _shortened(first.final_hash), _shortened(second.final_hash)))
    if second.runtime is None or second.subnet is None:
        if second.newest_block > block:
            found.append(Difference(f"block {block:,}", "that it is the chain's", "that it is not"))
        return tuple(found)
    if first.runtime is not None and first.subnet is not None:
        found += _told_otherwise(first.runtime, second.runtime) + _told_otherwise(first.subnet, second.subnet)
    return tuple(found)


def shown_otherwise(
    subnet: Subnet, second: SubnetFacts, defaults: SubnetFacts = NOTHING_KNOWN
) -> tuple[Difference, ...]:
    """The differences between what a person was shown and the second endpoint's storage.

    The endpoint in use may answer one question truly and another falsely; what a quote was made of is what counts.
    `defaults` are of the runtime that both describe alike: what has no entry was quoted by these, or by a lie.
    """
    pool = subnet.pool
    if subnet.is_root:
        # TAO is staked there one to one, whatever storage holds of a pool.
        return ()
    shown = SubnetFacts(
        tao_in=pool.tao_in.rao,
        alpha_in=pool.alpha_in.rao,
        quote_weight=pool.quote_weight,
        fee_rate=pool.fee_rate,
        mechanism=pool.mechanism,
        registered_at=subnet.registered_at,
        name=subnet.name,
        owner=None,
        take=None,
    )
    entries = {one.name: getattr(second, one.name) for one in fields(second)}
    told = replace(defaults, **{fact: value for fact, value in entries.items() if value not in (None, "")})
    # No endpoint is asked for a name that storage does not hold; a review says so.
    known = {_NAMES[one.name] for one in fields(told) if getattr(told, one.name) is not None} - _NOT_SHOWN
    return tuple(one for one in _told_otherwise(shown, told) if one.fact in known)


def _told_otherwise(first: SubnetFacts | RuntimeFacts, second: SubnetFacts | RuntimeFacts) -> list[Difference]:
    pairs = ((one.name, getattr(first, one.name), getattr(second, one.name)) for one in fields(first))
    return [
        Difference(_NAMES[fact], _worded(fact, here), _worded(fact, there))
        for fact, here, there in pairs
        if here != there
    ]


def _worded(fact: str, value: object) -> str:
    if value is None:
        return "nothing"
    wording = _WORDINGS.get(fact)
    return wording(value) if wording is not None else str(value)


def _percent(parts: Any, whole: int) -> str:
    return f"{Decimal(parts) * 100 / whole:.6f} %"


def _shortened(text: str | None) -> str:
    return f"{text[:10]}…{text[-6:]}" if text else "nothing"


_WORDINGS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "tao_in": lambda rao: f"{exact(rao)} τ",
        "alpha_in": exact,
        "quote_weight": lambda weight: _percent(weight, 10**18),
        "fee_rate": lambda parts: _percent(parts, _PARTS),
        "take": lambda parts: _percent(parts, _PARTS),
        "registered_at": lambda number: f"block {number:,}",
        "name": quoted,
        "owner": _shortened,
        "metadata_hash": _shortened,
    }
)
