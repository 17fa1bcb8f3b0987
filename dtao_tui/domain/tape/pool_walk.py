"""The pool before and after each passage of a block, walked back from the block's end and proven to the rao.

A block's snapshot tells the reserves at its end, its events tell what went through. Weights change only before the
first extrinsic of a block (`adjust_protocol_liquidity`, spec 425), so each passage is taken back from the reserves
behind it, and counts only if the curve at what is found pays exactly what the event says. Where it does not, something
changed the pool that no event tells (a chain's own purchase, a claim): that passage and the ones before are unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side

MOST_WALKED = 64
"""Passages of one pool in one block that are walked back, the last ones: each takes about a millisecond."""

_MOST_PATHS = 8
_DUST = 8
"""Rao that a purchase at its limit may leave unswapped (`stake_into_subnet`, spec 425)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What went through a pool by one event, the pool's fee apart; rao."""

    side: Side
    tao: int
    """What entered for a purchase, what was paid out for a sale."""

    alpha: int
    """What was paid out for a purchase, what entered for a sale."""

    fee: int = 0
    """The fee of a sale, which the block's author sells right behind it; a fee in TAO never enters the pool."""

    may_leave: bool = False
    """Whether a purchase was cut by its limit, and may have left some rao unswapped; its fee tells."""


Walked = tuple[Pool, Pool] | None
"""The pool before and after a passage; None where it is not known."""


def walk_back(end: Pool, passages: Sequence[Passage], begin_tao: int | None = None) -> list[Walked]:
    """The pool around each passage of a block, in their order, from the pool at the block's end.

    `begin_tao` are the reserve's rao of TAO before the first passage, where they are known: several starts may lead
    to the same end, a rao apart, and it says which was the true one.
    """
    walked = passages[-MOST_WALKED:]
    paths: list[tuple[Pool, ...]] = [(end,)]
    for passage in reversed(walked):
        grown = [(before, *path) for path in paths for before in _before(path[0], passage)][:_MOST_PATHS]
        if not grown:
            break
        paths = grown
    whole = len(paths[0]) == len(passages) + 1
    true = next((path for path in paths if whole and path[0].tao_in.rao == begin_tao), paths[0])
    known: list[Walked] = list(pairwise(true))
    return [None] * (len(passages) - len(known)) + known


def _before(after: Pool, passage: Passage) -> Iterator[Pool]:
    """Every pool that becomes this one by the passage, and pays exactly what it paid."""
    if passage.side is Side.BUY:
        yield from _before_purchase(after, passage)
        return
    found = [
        before
        for behind in _before_sale(after, passage.fee, None)
        for before in _before_sale(behind, passage.alpha, passage.tao)
    ]
    # A runtime may keep the fee out of the pool: then nothing was sold behind the sale.
    yield from found or _before_sale(after, passage.alpha, passage.tao)


def _before_purchase(after: Pool, passage: Passage) -> Iterator[Pool]:
    for dust in range(_DUST if passage.may_leave else 1):
        entered = passage.tao - dust
        before = _pool(after, after.tao_in.rao - entered, after.alpha_in.rao + passage.alpha)
        if before is not None and entered >= 0 and _paid(before, Side.BUY, entered) == passage.alpha:
            yield before
            return


def _before_sale(after: Pool, entered: int, paid: int | None) -> Iterator[Pool]:
    """The pools before a sale of so much alpha; what it paid is found where no event tells it."""
    if not entered:
        if not paid:
            yield after
        return
    alpha = after.alpha_in.rao - entered
    for out in (paid,) if paid is not None else _payouts(after, entered):
        before = _pool(after, after.tao_in.rao + out, alpha)
        if before is not None and _paid(before, Side.SELL, entered) == out:
            yield before


def _payouts(after: Pool, entered: int) -> tuple[int, ...]:
    """What a sale may have paid that left these reserves: its share of them is the same whatever their size."""
    tao = after.tao_in.rao
    probe = _pool(after, tao, after.alpha_in.rao - entered)
    paid = None if probe is None else _paid(probe, Side.SELL, entered)
    if paid is None or paid >= tao:
        return ()
    guess = paid * tao // (tao - paid)
    return tuple(range(max(guess - 1, 0), guess + 3))


def _paid(pool: Pool, side: Side, entered: int) -> int | None:
    """What this much pays here without a fee, in rao; None where the pool refuses it."""
    amount = Tao(entered) if side is Side.BUY else Alpha(entered, pool.netuid)
    try:
        trade = pool.trade(side, amount, drop_fees=True)
    except PoolRefusal:
        return None
    return trade.received.rao if trade.net.rao == entered else None


def _pool(like: Pool, tao: int, alpha: int) -> Pool | None:
    """The pool with these reserves; None where a reserve would be empty."""
    if tao <= 0 or alpha <= 0:
        return None
    return replace(like, tao_in=Tao(tao), alpha_in=Alpha(alpha, like.netuid))
