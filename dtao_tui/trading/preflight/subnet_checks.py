"""Checks of the subnets that an intent touches: the same as reviewed, open, transferable, far from being removed."""

from dtao_tui.domain.formatting import count
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.orders.eras import NEAR_RANKS
from dtao_tui.domain.pools.curve_kind import NOT_CONFIRMED_ELSEWHERE
from dtao_tui.domain.removal import RemovalRisk, removal_risk
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.measured import destination_of, for_each, listed, subnets_of, told_apart

_TURNS = ("first", "second", "third")


def same_subnet(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the number still belongs to the subnet that was reviewed; a ticket asks before it has an intent."""
    if circumstances.at_signing is None:
        return None
    found = circumstances.at_signing.subnets
    troubles = (subnet.id.trouble(found.get(subnet.netuid)) for subnet in circumstances.subnets_of(intent))
    trouble = next(filter(None, troubles), "")
    return Check("subnet", not trouble, trouble)


def is_open(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether the subnets are open for staking (`SubtokenEnabled`)."""
    subnets = subnets_of(intent, circumstances.snapshot)
    closed = [subnet.netuid for subnet in subnets if not subnet.is_open]
    if not closed:
        return Check("subnet", True, caption="subtoken", fact=for_each(subnets, "on"))
    sentence = f"Subnet {listed(closed)} is not open for staking yet."
    return Check("subnet", False, sentence, "subtoken", f"off for {listed(closed)}")


def transfers(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether stake may be given to another coldkey on the subnets (`TransferToggle`); None where that is not told."""
    subnets = subnets_of(intent, circumstances.snapshot)
    if any(subnet.transfers_are_on is None for subnet in subnets):
        return None
    shut = [subnet.netuid for subnet in subnets if not subnet.transfers_are_on]
    if not shut:
        return Check("transfers", True, fact=for_each(subnets, "on"))
    sentence = f"Subnet {listed(shut)} lets no stake go to another account; the chain would refuse this."
    return Check("transfers", False, sentence, fact=f"off for {listed(shut)}")


def removal(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """How far the subnets are from being removed; a note where stake goes to one that is among the next."""
    subnets = subnets_of(intent, circumstances.snapshot)
    risks = {subnet.netuid: removal_risk(circumstances.snapshot, subnet.netuid) for subnet in subnets}
    if all(subnet.is_root for subnet in subnets):
        return Check("removal", True, fact="root is never removed") if subnets else None
    if any(risks[subnet.netuid] is None and not subnet.is_root for subnet in subnets):
        return None
    fact, place = _removal_fact(subnets, risks), destination_of(intent)
    risk = risks.get(place.netuid) if place else None
    if place is None or risk is None or risk.before is None or risk.before >= NEAR_RANKS or risk.has_room:
        return Check("removal", True, fact=fact)
    sentence = (
        f"Subnet {place.netuid} is the {_TURNS[risk.before]} to be removed when new subnets come; "
        "its pool is then paid out to all who hold its alpha, mostly for less than the price."
    )
    return Check("removal", True, sentence, fact=f"{fact}, {_TURNS[risk.before]} to go", is_note=True)


def curve(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the quote can be checked, computed here and by the chain's simulation, where it cannot."""
    subnets = subnets_of(intent, circumstances.snapshot)
    found = (
        curve_of(subnet, can_simulate=circumstances.can_simulate, is_here=circumstances.is_here) for subnet in subnets
    )
    return next(filter(None, found), None)


def curve_of(subnet: Subnet, *, can_simulate: bool, is_here: bool) -> Check | None:
    """The same of one subnet.

    On an endpoint of this machine the rehearsal of the signed order replaces a simulation that the chain lacks.
    """
    if not subnet.curve_is_known:
        return Check(
            "curve", False, "This pool's curve is not computed here; nothing is signed.", fact="not computed here"
        )
    if can_simulate or is_here or subnet.pool.is_stable:
        return None
    return Check("curve", False, NOT_CONFIRMED_ELSEWHERE, fact="no simulation confirms it")


def _removal_fact(subnets: tuple[Subnet, ...], risks: dict[int, RemovalRisk | None]) -> str:
    """ "rank 3 of 128", "ranks 3 and 7 of 128", "immune for 1,200 blocks", or of several each by its number."""
    told = [risk for risk in risks.values() if risk is not None]
    ranks = [risk.rank for risk in told if risk.rank is not None]
    if len(ranks) == len(subnets):
        word = "rank" if len(ranks) < 2 else "ranks"
        return f"{word} {listed(ranks)} of {told[0].removable}"
    return told_apart(subnets, lambda subnet: _fact_of(risks[subnet.netuid]))


def _fact_of(risk: RemovalRisk | None) -> str:
    if risk is None:
        return "stays"
    if risk.rank is None:
        return f"immune for {count(risk.immune_blocks)} blocks"
    return f"rank {risk.rank} of {risk.removable}"
