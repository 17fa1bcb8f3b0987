"""JSON documents of the headless commands: integers of rao, percents as decimal strings, `schema` in each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.trades.tolerance import allows_part

if TYPE_CHECKING:
    from dtao_tui.domain.portfolio import Holding, Portfolio, Worth
    from dtao_tui.domain.trades.quotes import Quote
    from dtao_tui.trading.quote_checks import JudgedQuote

SCHEMA = 1
_BILLIONTH = Decimal("1e-9")
Document = dict[str, object]


def written(document: Mapping[str, object], *, in_one_line: bool = False) -> str:
    """The document as ASCII text, which every terminal and pipe can carry."""
    return json.dumps({"schema": SCHEMA, **document}, indent=None if in_one_line else 2)


def market_document(snapshot: Snapshot, shown: Collection[int] | None = None) -> Document:
    """The document of `market`: the subnets of a block, all where none are named."""
    netuids = sorted(snapshot.subnets if shown is None else shown)
    return {**_block(snapshot), "subnets": [_subnet(snapshot.subnets[netuid]) for netuid in netuids]}


def _block(snapshot: Snapshot) -> Document:
    return {"network": snapshot.network, "genesis": snapshot.genesis, "block": snapshot.block}


def _subnet(subnet: Subnet) -> Document:
    return {
        "netuid": subnet.netuid,
        "registered_at": subnet.registered_at,
        "is_open": subnet.is_open,
        "name": subnet.name,
        "symbol": subnet.symbol,
        "mechanism": subnet.pool.mechanism,
        "price_rao": subnet.price.rao,
        "tao_in": subnet.pool.tao_in.rao,
        "alpha_in": subnet.pool.alpha_in.rao,
        "alpha_out": subnet.alpha_out.rao,
        "quote_weight": subnet.pool.quote_weight if subnet.curve.has_weights else None,
        "fee_rate": None if subnet.curve is CurveKind.UNKNOWN else subnet.pool.fee_rate,
        "emission_rao": subnet.emission.rao,
        "market_cap_rao": subnet.market_cap.rao,
        "supply": subnet.supply.rao,
        "tempo": subnet.tempo,
        "blocks_since_last_step": subnet.blocks_since_last_step,
    }


def quote_document(judged: JudgedQuote) -> Document:
    """The document of `quote`: one quote, the chain's own answer to it and the objections."""
    quote, subnet = judged.quote, judged.subnet
    return {
        **_block(judged.snapshot),
        "kind": quote.op.value,
        "owner": judged.owner or None,
        "netuid": quote.netuid,
        "registered_at": subnet.registered_at,
        "amount_rao": quote.pays.rao if judged.is_sized else None,
        "pays_now_rao": quote.pays_now.rao if judged.is_sized else None,
        "allow_partial": allows_part(quote.intent),
        "fee_rao": _rao(quote.pool_fee),
        "network_fee_rao": _rao(quote.network_fee),
        "received_rao": _rao(judged.receives),
        "price_before_rao": _rao(quote.price_before),
        "price_after_rao": _rao(quote.price_after),
        "price_impact_pct": _percent(quote.price_impact),
        "total_cost_pct": _percent(quote.total_cost),
        "limit_price_rao": _rao(quote.limit_price),
        **_swap(quote),
        "tolerance_pct": percent(quote.tolerance.percent),
        "worst_received_rao": _rao(quote.worst_received if judged.is_sized else None),
        "fills": quote.fills,
        "largest_rao": _rao(quote.largest),
        "is_computed_here": quote.is_local,
        "curve": subnet.curve.value,
        "objections": [{"name": check.name, "sentence": check.sentence} for check in judged.objections],
        "notes": [{"name": check.name, "sentence": check.sentence} for check in judged.notes],
        "chain_check": _chain_check(judged),
    }


def _swap(quote: Quote) -> Document:
    """What a quote of two pools has besides: the other subnet, ratios in 10⁻⁹, and what the limit lets through."""
    if not quote.is_swap:
        return {}
    ratios = {
        "ratio_before": quote.ratio_before,
        "ratio_received": quote.ratio_received,
        "limit_ratio": quote.limit_ratio,
    }
    return {
        "to_netuid": quote.legs[-1].hop.netuid,
        **{f"{name}_billionths": ratio.billionths if ratio else None for name, ratio in ratios.items()},
        "lets_through_pct": _percent(quote.lets_through),
    }


def _chain_check(judged: JudgedQuote) -> Document | None:
    """The chain's answer beside ours; `agrees` is null where the quote is that answer."""
    if judged.chain is None:
        return None
    return {
        "received_rao": judged.chain.received_rao,
        "agrees": judged.chain.agrees if judged.quote.is_local else None,
    }


def portfolio_document(snapshot: Snapshot, portfolios: Iterable[tuple[str, Portfolio]]) -> Document:
    """The document of `portfolio`: what each address holds."""
    return {**_block(snapshot), "addresses": [_portfolio(snapshot, *named) for named in portfolios]}


def _portfolio(snapshot: Snapshot, address: str, portfolio: Portfolio) -> Document:
    holdings = snapshot.holdings_of(address)
    return {
        "address": address,
        "free_rao": _rao(holdings.free if holdings else None),
        **_worth(portfolio.worth),
        "complete": portfolio.worth.is_complete and holdings is not None,
        "subnets": [_holding(holding, snapshot) for holding in portfolio.holdings],
    }


def _holding(holding: Holding, snapshot: Snapshot) -> Document:
    subnet = snapshot.subnets.get(holding.netuid)
    return {
        "netuid": holding.netuid,
        "registered_at": subnet.registered_at if subnet else None,
        "amount_rao": holding.amount.rao,
        **_locked(holding.amount, holding.sellable),
        **_worth(holding.worth),
        "positions": [
            {
                "hotkey": row.position.hotkey,
                "amount_rao": row.position.amount.rao,
                **_locked(row.position.amount, row.sellable),
                **_worth(row.worth),
            }
            for row in holding.rows
        ],
    }


def _locked(amount: Alpha, sellable: Alpha | None) -> Document:
    """The amounts that can be sold now and that a lock or root's hold keeps."""
    return {"sellable_rao": _rao(sellable), "locked_rao": None if sellable is None else (amount - sellable).rao}


def _worth(worth: Worth) -> Document:
    return {"spot_rao": _rao(worth.spot), "exit_rao": _rao(worth.exit), "haircut_rao": _rao(worth.haircut)}


def _rao(amount: Tao | Alpha | Price | None) -> int | None:
    """Rao of an amount; null where it is not known, never zero."""
    return None if amount is None else amount.rao


def _percent(value: Decimal | None) -> str | None:
    return None if value is None else percent(value)


def percent(value: Decimal) -> str:
    """A percent as a plain decimal string, without an exponent, to nine decimals."""
    return format(value.quantize(_BILLIONTH, ROUND_HALF_EVEN).normalize(), "f")
