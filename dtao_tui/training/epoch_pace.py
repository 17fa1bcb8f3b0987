"""The pace of epochs on the practice network: the tempos to choose from, and what is said of one."""

from collections import Counter

from dtao_tui.domain.formatting import age, count
from dtao_tui.domain.market import Snapshot
from dtao_tui.settings import PRACTICE

USUAL_TEMPO = 360
MAINNET_BLOCK_SECONDS = 12
TEMPOS = (USUAL_TEMPO, 60, 20)
"""Blocks from epoch to epoch that the app offers."""


def tempo_of(snapshot: Snapshot) -> int | None:
    """The tempo that most subnets of a practice network have; None on other networks."""
    if snapshot.network != PRACTICE:
        return None
    tempos = Counter(subnet.tempo for subnet in snapshot.subnets.values() if not subnet.is_root)
    return tempos.most_common(1)[0][0] if tempos else None


def title_words(snapshot: Snapshot) -> str:
    """What the market's title says of a tempo that is not mainnet's; empty for that one."""
    tempo = tempo_of(snapshot)
    return "" if tempo in (None, USUAL_TEMPO) else f"epochs every {count(tempo or 0)} blocks"


def pace_words(tempo: int, block_seconds: float) -> str:
    """How long a tempo takes here, and mainnet's there."""
    mainnet = f"{USUAL_TEMPO} blocks, {USUAL_TEMPO * MAINNET_BLOCK_SECONDS // 60} min"
    return f"every {count(tempo)} blocks, {age(tempo * block_seconds)} (mainnet: {mainnet})"


def changed_sentence(tempo: int, block_seconds: float) -> str:
    """What is said of a new tempo."""
    return (
        f"From the next block on, a subnet's epoch comes {pace_words(tempo, block_seconds)}. It pays what those blocks "
        "emitted: sooner or later, never more in a block."
    )
