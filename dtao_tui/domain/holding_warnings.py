"""Warnings about what is held, each with its reason: concentration, thin pools, removal, takes, small rests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Price
from dtao_tui.domain.formatting import count, fine, percent
from dtao_tui.domain.last_look import TakeChange
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.portfolio import Holding, Portfolio
from dtao_tui.domain.removal import removal_ranks, removal_risk

LARGE_HAIRCUT = 4
"""Per cent of the spot value that selling all costs, from which a pool counts as thin for what is held."""

NEAR_REMOVAL = 5
"""The rank of removal up to which a subnet is warned of: 1 is the next to go."""


class WarningKind(Enum):
    """What is warned of; the more pressing ones first."""

    REMOVAL = "removal"
    TAKE = "take"
    THIN = "thin pool"
    CONCENTRATION = "concentration"
    SMALL = "small rest"


@dataclass(frozen=True, slots=True)
class HoldingWarning:
    """One warning about what is held on one subnet."""

    netuid: int
    kind: WarningKind
    reason: str
    """A sentence with the numbers that it stands on."""


def warnings_of(
    portfolio: Portfolio,
    snapshot: Snapshot,
    accounts: Iterable[Holdings],
    takes: Iterable[TakeChange] = (),
    noted_share: Decimal = Decimal(50),
) -> dict[int, tuple[HoldingWarning, ...]]:
    """By netuid, what should be known of the holdings of these accounts, the most pressing first.

    `noted_share` is the share of the whole, in per cent, from which a holding counts as concentrated beside others.
    """
    ranks = removal_ranks(snapshot)
    changed = {change.hotkey: change for change in takes}
    own = {(s.netuid, s.hotkey) for holdings in accounts for s in holdings.stakes if s.is_own}
    found: dict[int, tuple[HoldingWarning, ...]] = {}
    for held in portfolio.holdings:
        told = (
            *_removal(held, snapshot, ranks),
            *_takes(held, changed),
            *_thin(held, snapshot),
            *(_concentration(held, noted_share) if len(portfolio.holdings) > 1 else ()),
            *_small(held, snapshot, own),
        )
        if told:
            found[held.netuid] = told
    return found


def _removal(held: Holding, snapshot: Snapshot, ranks: Mapping[int, int]) -> Iterable[HoldingWarning]:
    rank, risk = ranks.get(held.netuid), removal_risk(snapshot, held.netuid)
    if rank is None or rank > NEAR_REMOVAL or risk is None:
        return
    place = "the next subnet to be removed" if rank == 1 else f"number {rank} of those to be removed"
    room = "; now there is room for a new one without that" if risk.has_room else ""
    yield HoldingWarning(held.netuid, WarningKind.REMOVAL, f"It is {place}, by its moving price{room}.")


def _takes(held: Holding, changed: Mapping[str, TakeChange]) -> Iterable[HoldingWarning]:
    for row in held.rows:
        change = changed.get(row.position.hotkey)
        if change is not None:
            before, now = (percent(change.told(take)) for take in (change.before, change.now))
            name = shortened(change.hotkey)
            reason = f"{name} keeps {now} % of dividends now; when you looked last it kept {before} %."
            yield HoldingWarning(held.netuid, WarningKind.TAKE, reason)


def _thin(held: Holding, snapshot: Snapshot) -> Iterable[HoldingWarning]:
    cut, subnet = held.worth.haircut_percent, snapshot.subnets.get(held.netuid)
    if cut is not None and cut >= LARGE_HAIRCUT and subnet is not None:
        pool = fine(subnet.pool.tao_in, decimals=0)
        reason = f"Selling all now would cost {percent(cut)} % of its value: the pool holds {pool} τ."
        yield HoldingWarning(held.netuid, WarningKind.THIN, reason)


def _concentration(held: Holding, noted_share: Decimal) -> Iterable[HoldingWarning]:
    if held.share is not None and held.share >= noted_share and held.netuid:
        reason = f"It is {percent(held.share, decimals=1)} % of what selling everything would pay."
        yield HoldingWarning(held.netuid, WarningKind.CONCENTRATION, reason)


def _small(held: Holding, snapshot: Snapshot, own: set[tuple[int, str]]) -> Iterable[HoldingWarning]:
    """Positions with others' hotkeys that are below the least rest already."""
    least, subnet = snapshot.rules.least_rest, snapshot.subnets.get(held.netuid)
    if not least or subnet is None:
        return
    price = Price(subnet.price.rao)
    small = [
        row.position.hotkey
        for row in held.rows
        if price.worth_of(row.position.amount) < least and (held.netuid, row.position.hotkey) not in own
    ]
    if small:
        whose = shortened(small[0]) if len(small) == 1 else f"{count(len(small))} validators"
        reason = (
            f"What is with {whose} is worth less than {fine(least)} τ: after a sale the chain sells such a rest too."
        )
        yield HoldingWarning(held.netuid, WarningKind.SMALL, reason)
