"""Checks of an order's size: the chain's minimum, whether it fills, what it takes of a pool and of what is owned."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

from dtao_tui.domain.amounts import Alpha, Tao, as_alpha, as_tao
from dtao_tui.domain.formatting import percent, with_unit
from dtao_tui.domain.market import LEAST_STAKE, LEAST_TRANSFER, Subnet, worth_by_subnet
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import fee_on_gross
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent, Unstake
from dtao_tui.domain.trades.quotes import Leg, Quote
from dtao_tui.domain.trades.tolerance import LARGEST_TOLERANCE, allows_part
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.measured import named, short

LARGE_PART = Decimal(10)
"""Per cent of a pool's reserve from which an order asks to be looked at."""

_STEP = Decimal("0.01")


def least_stake_of(subnet: Subnet) -> Tao:
    """The smallest stake that the chain takes on this subnet."""
    fee = 0 if subnet.pool.is_stable else fee_on_gross(LEAST_STAKE.rao, subnet.pool.fee_rate)
    return Tao(LEAST_STAKE.rao + fee)


def least_stake(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the chain takes so small a stake (`validate_add_stake`: the minimum and the fee on it)."""
    if quote is None:
        return None
    pays, least = as_tao(quote.pays_now), least_stake_of(circumstances.subnet_of(intent))
    fact = f"{short(pays, circumstances.snapshot)}, least {short(least, circumstances.snapshot)}"
    sentence = "" if pays >= least else f"The chain takes no stake under {with_unit(least)}."
    return Check("minimum", not sentence, sentence, fact=fact)


def least_unstake(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether so small an unstake is taken; the sale of the whole position always is (`validate_remove_stake`)."""
    if quote is None:
        return None
    brings, held = as_tao(quote.receives), circumstances.means_of(intent.netuid, intent.hotkey).held
    takes_all = isinstance(intent, Unstake) and intent.is_whole_position
    # Without an account no sale is known to be of the whole position.
    leaves_a_rest = circumstances.holdings is None or (as_alpha(quote.pays_now) < held.amount and not takes_all)
    least = short(LEAST_STAKE, circumstances.snapshot) if leaves_a_rest else "none for all of it"
    fact = f"{short(brings, circumstances.snapshot)}, least {least}"
    if not leaves_a_rest or brings >= LEAST_STAKE:
        return Check("minimum", True, fact=fact)
    sentence = (
        f"The chain pays out no less than {with_unit(LEAST_STAKE)} unless all is sold; this brings {with_unit(brings)}."
    )
    return Check("minimum", False, sentence, fact=fact)


def least_move(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether so small a move is taken, at the price (`transfer_stake_within_subnet`, spec 461)."""
    if quote is None:
        return None
    return least_at_price(intent, circumstances, "moves")


def least_at_price(intent: SingleIntent, circumstances: Circumstances, does: str) -> Check:
    """Whether the price makes it worth what stake must be to change hands; `does` is what the chain does with it."""
    worth = circumstances.subnet_of(intent).pool.at_spot(Side.SELL, as_alpha(intent.amount))
    least = with_unit(LEAST_TRANSFER)
    fact = f"worth {short(worth, circumstances.snapshot)}, least {least}"
    if worth >= LEAST_TRANSFER:
        return Check("minimum", True, fact=fact)
    sentence = f"The chain {does} nothing worth less than {least}; this is worth {with_unit(worth)}."
    return Check("minimum", False, sentence, fact=fact)


def limit(_intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the order fills whole within the tolerance, and which tolerance it needs."""
    if quote is None:
        return None
    if quote.fills and allows_part(quote.intent):
        return _part_that_fills(quote, circumstances)
    fact = _tolerance_fact(quote, circumstances)
    if quote.fills or (quote.largest is None and not quote.is_parallel):
        return Check("limit", True, caption="fills", fact=fact)
    if quote.largest is None:
        sentence = f"Within {quote.tolerance} not all of it fills; allow more, or sell less by unstaking a part."
        return Check("limit", False, sentence, "fills", fact)
    if not quote.largest and quote.is_swap:
        sentence = f"No swap fills within {quote.tolerance}; the limit of two pools is coarser. Allow more."
        return Check("limit", False, sentence, "fills", fact)
    if not quote.largest:
        sentence = f"No order fills within {quote.tolerance}; the price is too coarse. Allow more."
        return Check("limit", False, sentence, "fills", fact)
    symbol = quote.largest.asset.symbol({quote.netuid: circumstances.subnet_of(quote.intent).symbol})
    verb = "pay" if isinstance(quote.largest, Tao) else "sell"
    most = with_unit(quote.largest, symbol)
    sentence = f"Within {quote.tolerance} at most {most} fill; {verb} less{_or_allow(quote, circumstances)}."
    return Check("limit", False, sentence, "fills", fact)


def _part_that_fills(quote: Quote, circumstances: Circumstances) -> Check:
    """What of an order fills now that a part is enough for; always a note, since it may be any part."""
    stays = "stays free" if quote.pays.asset.is_tao else "stays staked"
    sentence = (
        f"It fills what it can up to the limit, any part of it and at least 0; what does not fill {stays}. "
        "The network's fee is paid in any case."
    )
    now, whole = short(quote.pays_now, circumstances.snapshot), short(quote.pays, circumstances.snapshot)
    fact = f"{now} of {whole} now" if quote.pays_now.rao < quote.pays.rao else "all of it now, perhaps a part"
    return Check("part", True, sentence, "fills", fact, is_note=True)


def pool_part(_intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """What part of a pool's reserve the order takes out, the largest of its legs."""
    parts = [(_part_of(leg, circumstances), leg) for leg in quote.legs] if quote else []
    if not parts:
        return None
    part, leg = max(parts, key=lambda found: found[0])
    subnet = circumstances.snapshot.subnets[leg.hop.netuid]
    if subnet.pool.is_stable:
        return None
    unit = leg.trade.received.asset.symbol({subnet.netuid: subnet.symbol})
    fact = f"takes {percent(part)} % of its {unit}"
    if part < LARGE_PART:
        return Check("pool", True, caption="of the pool", fact=fact)
    sentence = f"This order {fact} of subnet {subnet.netuid}: few others can trade against it at such a price."
    return Check("pool", True, sentence, "of the pool", fact, is_note=True)


def concentration(_intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """What part of all that the account has, at the price and with its free TAO, a subnet becomes."""
    if quote is None or not quote.legs:
        return None
    hop = quote.legs[-1].hop
    subnet, after = circumstances.snapshot.subnets[hop.netuid], _share_after(quote, hop.netuid, circumstances)
    if after is None:
        return None
    fact = f"{named(subnet)} becomes {percent(after, decimals=0 if after >= 1 else 1)} %"
    is_large = hop.side is Side.BUY and not subnet.is_root and after > circumstances.noted_share
    if not is_large:
        return Check("share", True, fact=fact)
    sentence = (
        f"Subnet {subnet.netuid} becomes {percent(after, decimals=0)} % of all that this account has, free TAO "
        f"included; from {circumstances.noted_share.normalize():f} % on that is said."
    )
    return Check("share", True, sentence, fact=fact, is_note=True)


def tolerance_needed(leg: Leg, pool: Pool) -> Decimal | None:
    """The per cent that the price moves by this leg, rounded up to hundredths; None where no tolerance lets it fill.

    The chain compares the price after the trade with the limit, before the block's author sells the fee.
    """
    if pool.is_stable or not leg.price_before:
        return Decimal(0)
    if leg.trade.paid.rao < leg.offered.rao:
        return None
    behind = pool.after(leg.trade, sells_fee=False)
    before, after = leg.price_before.rao, behind.price.rao
    # The price, the limit and the payout are each cut to whole rao, which decides where one of them is coarse.
    coarse = 2 + after // max(min(behind.tao_in.rao, behind.alpha_in.rao), 1)
    moved = after - before if leg.hop.side is Side.BUY else before - after
    return (Decimal(max(moved + coarse, 0) * 100) / before).quantize(_STEP, ROUND_CEILING)


def _or_allow(quote: Quote, circumstances: Circumstances) -> str:
    """What tolerance all of it would fill with; nothing where none is enough."""
    if len(quote.legs) != 1:
        return ", or allow more"
    (leg,) = quote.legs
    moved = tolerance_needed(leg, circumstances.snapshot.subnets[leg.hop.netuid].pool)
    needed = None if moved is None else max(moved, quote.tolerance.percent + _STEP)
    return f", or allow {percent(needed)} %" if needed is not None and needed <= LARGEST_TOLERANCE.percent else ""


def _tolerance_fact(quote: Quote, circumstances: Circumstances) -> str:
    has = quote.tolerance.percent
    if len(quote.legs) != 1 or quote.fills is None:
        impact = quote.price_impact
        return "no price is involved" if impact is None else f"impact {percent(impact)} %, has {quote.tolerance}"
    leg = quote.legs[0]
    pool = circumstances.snapshot.subnets[leg.hop.netuid].pool
    if pool.is_stable:
        return "one to one, at any size"
    needed = tolerance_needed(leg, pool)
    if needed is None:
        return "no tolerance is enough"
    # The price is a whole number of rao: next to a coarse one what the chain decided counts.
    needed = min(needed, has) if quote.fills else max(needed, has + _STEP)
    word = "needs" if quote.fills else "needs a tolerance of"
    return f"{word} {percent(needed)} %, has {quote.tolerance}"


def _part_of(leg: Leg, circumstances: Circumstances) -> Decimal:
    """Per cent of the reserve that pays out; nothing where there is no pool."""
    received, pool = leg.trade.received, circumstances.snapshot.subnets[leg.hop.netuid].pool
    if pool.is_stable:
        return Decimal(0)
    reserve = pool.reserve_of(received.asset).rao
    return Decimal(received.rao * 100) / reserve if reserve else Decimal(100)


def _share_after(quote: Quote, netuid: int, circumstances: Circumstances) -> Decimal | None:
    """Per cent; None where a part of what the account has is not known."""
    holdings, subnets = circumstances.holdings, circumstances.snapshot.subnets
    worths = worth_by_subnet(holdings, subnets) if holdings is not None else None
    if holdings is None or worths is None:
        return None
    here, whole = worths.get(netuid, Tao(0)).rao, sum(worths.values(), holdings.free).rao
    paid, received = _worth(quote.pays_now, subnets), _worth(quote.receives, subnets)
    sells_here = quote.pays.asset.netuid == netuid
    here = max(here - paid, 0) if sells_here else here + received
    whole += received - paid
    return min(Decimal(here * 100) / whole, Decimal(100)) if whole > 0 else None


def _worth(amount: Tao | Alpha, subnets: Mapping[int, Subnet]) -> int:
    """Rao of TAO at the price, rounded down."""
    return amount.rao if isinstance(amount, Tao) else subnets[amount.netuid].price.worth_of(amount).rao
