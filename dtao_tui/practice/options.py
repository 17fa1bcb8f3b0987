"""Options of a practice chain, checked, with a sentence for each error."""

import re
from dataclasses import dataclass
from pathlib import Path

from bittensor_core import ss58_decode

from dtao_tui.domain.amounts import NotAnAmount, Tao
from dtao_tui.settings import NotASetting

NOW, ANNOUNCEMENT = "now", "announcement"
AGES = (NOW, ANNOUNCEMENT)
"""The ages of the chain that a world can have; see `editions`."""

DEFAULT_SUBNETS = 128
MOST_SUBNETS = 4096
DEFAULT_BLOCK_SECONDS = 3.0
SHORTEST_TEMPO, LONGEST_TEMPO = 10, 2**16 - 1
"""Blocks from epoch to epoch."""

MOST_EPOCHS = 255
"""Epochs that a block can have at most (`MaxEpochsPerBlock` is one byte)."""

MOST_INTENSITY = 1000
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_LONGEST_BLOCK_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class PracticeOptions:
    """The options of `dtao-tui practice`."""

    port: int = 0
    """0 takes any free port."""

    seed: int = 1
    subnets: int = DEFAULT_SUBNETS
    """The number of subnets in the seeded world, without root."""

    block_seconds: float = DEFAULT_BLOCK_SECONDS
    """Seconds from block to block; 0 makes blocks only on request."""

    still: bool = False
    """No market makers and no emission: prices move by the user's trades alone."""

    intensity: int = 100
    """The activity of the market makers, in percent."""

    tempo: int | None = None
    """Blocks from epoch to epoch of every subnet; None for the world's own, 360 as on mainnet."""

    age: str = NOW
    """The age of the chain: pools with weights, or the announcement's constant product."""

    fund: tuple[tuple[bytes, Tao], ...] = ()
    """Accounts (32 bytes) and their TAO at genesis."""

    world: Path | None = None
    """A world file instead of the seeded world."""

    genesis: str | None = None
    """Another genesis hash to announce, for tests."""

    end_with_parent: bool = False
    """End when standard input closes or the parent is gone."""

    has_faults: bool = False
    """Whether tests may ask for faults."""

    state: Path | None = None
    """A folder with the saved world, which is resumed from there; None saves nothing."""

    reset: bool = False
    """Delete the world in that folder, and create another one."""

    catches_up: bool = False
    """Whether a saved world makes up for the hours that it stood still, by one block at its start."""

    is_archive: bool = False
    """Whether the states of all blocks are kept, for tests; else of the last 256."""

    asked: frozenset[str] = frozenset()
    """The names of the options that were given; a saved world must agree with them."""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise NotASetting(f"{self.port} is no port; take 1 to 65535, or 0 for any.")
        if not 1 <= self.subnets <= MOST_SUBNETS:
            raise NotASetting(f"A practice world has 1 to {MOST_SUBNETS} subnets, not {self.subnets}.")
        if not 0 <= self.block_seconds <= _LONGEST_BLOCK_SECONDS:
            raise NotASetting(f"A block takes 0 to 3600 seconds, not {self.block_seconds:g}.")
        if not 0 <= self.intensity <= MOST_INTENSITY:
            raise NotASetting(f"The market's intensity is 0 to {MOST_INTENSITY} percent, not {self.intensity}.")
        if not 0 <= self.seed < 2**64:
            raise NotASetting("The seed is a whole number from 0 to 2^64 − 1.")
        if self.genesis is not None and not _HASH.fullmatch(self.genesis):
            raise NotASetting("A genesis hash is written as 0x and 64 hexadecimal digits.")
        self._refuse_time()
        if self.genesis is not None and self.state is not None:
            raise NotASetting("A world that announces another genesis is not kept; leave out --state or --genesis.")

    def _refuse_time(self) -> None:
        """Raise NotASetting for an impossible tempo, an unknown age, or one that contradicts other options."""
        if self.tempo is not None:
            check_tempo(self.tempo, self.subnets)
        if self.age not in AGES:
            raise NotASetting(f"A practice world is of the age {' or '.join(AGES)}, not “{self.age}”.")
        if self.age != NOW and self.world is not None:
            raise NotASetting("The pools of a world's file have weights, which that age had not.")
        if self.age != NOW and self.state is not None:
            raise NotASetting("A world of another age is not kept; leave out --state or --age.")


def check_tempo(blocks: int, subnets: int) -> None:
    """Raise NotASetting for a tempo that a world of so many subnets cannot have."""
    shortest = max(SHORTEST_TEMPO, -(-subnets // MOST_EPOCHS))
    if not shortest <= blocks <= LONGEST_TEMPO:
        raise NotASetting(f"The tempo of {subnets} subnets is {shortest} to {LONGEST_TEMPO} blocks, not {blocks}.")


def parse_fund(text: str) -> tuple[bytes, Tao]:
    """An account and its TAO from `SS58=TAO`. Raises NotASetting with the sentence to show."""
    address, equals, amount = text.partition("=")
    if not equals:
        raise NotASetting(f"Write an address and its TAO as SS58=TAO, not “{text}”.")
    try:
        return account_of(address), Tao.parse(amount)
    except NotAnAmount as error:
        raise NotASetting(f"{address}: {error}") from error


def account_of(address: str) -> bytes:
    """The 32 bytes of an SS58 address. Raises NotASetting."""
    try:
        return bytes(ss58_decode(address.strip()))
    except ValueError as error:
        raise NotASetting(f"“{address}” is no SS58 address.") from error
