"""One block of the market as text, as a JSON document, and as rows of CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain import formatting
from dtao_tui.domain.market import Snapshot
from dtao_tui.output.csv_cells import no_formula
from dtao_tui.output.json_documents import Document, market_document
from dtao_tui.output.market_columns import MARKET_COLUMNS, USUAL_COLUMNS, MarketColumn, MarketLine, Value, fields_of
from dtao_tui.output.text_tables import columned

_FOREIGN = frozenset({"name", "symbol"})
_IDENTITY = ("block", "time_ms", "netuid", "registered_at", "name", "symbol")


@dataclass(frozen=True, slots=True)
class MarketBlock:
    """One block, and which of its subnets are told."""

    snapshot: Snapshot
    lines: Sequence[MarketLine]
    columns: Sequence[MarketColumn] = ()
    """The wanted ones; empty for the usual."""

    filter_words: str = ""
    """The filter that they pass, read back; empty where all are told."""


def market_text(told: MarketBlock) -> str:
    """The table, the largest market cap first, and the sums of the whole market."""
    columns = told.columns or [MARKET_COLUMNS[key] for key in USUAL_COLUMNS]
    by_size = sorted(told.lines, key=lambda e: (not e.subnet.is_root, -e.subnet.market_cap.rao, e.subnet.netuid))
    heading = tuple(column.heading for column in columns)
    rows = [tuple(column.text(line) for column in columns) for line in by_size]
    left = {at for at, column in enumerate(columns) if column.is_left}
    return f"{columned([heading, *rows], left=left)}\n\n{_sums(told)}"


def market_json(told: MarketBlock) -> Document:
    """The document of `market`; with wanted columns, each subnet has those beside its identity."""
    shown = {line.subnet.netuid for line in told.lines}
    document = market_document(told.snapshot)
    document["time_ms"] = told.snapshot.time_ms
    if told.columns:
        document["subnets"] = [
            {"registered_at": line.subnet.registered_at, **fields_of(line, told.columns)} for line in _by_netuid(told)
        ]
    elif len(shown) < len(told.snapshot.subnets):
        document["subnets"] = market_document(told.snapshot, shown)["subnets"]
    return document


def market_csv(told: MarketBlock, *, with_heading: bool) -> str:
    """A row a subnet, with block and time before it; what is not known is empty."""
    columns = told.columns or [MARKET_COLUMNS[key] for key in USUAL_COLUMNS]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if with_heading:
        writer.writerow(_row(told, MarketLine(next(iter(told.snapshot.subnets.values()))), columns))
    writer.writerows(_row(told, line, columns).values() for line in _by_netuid(told))
    return text.getvalue().rstrip("\n")


def _row(told: MarketBlock, line: MarketLine, columns: Sequence[MarketColumn]) -> dict[str, Value]:
    subnet, snapshot = line.subnet, told.snapshot
    values = (snapshot.block, snapshot.time_ms, subnet.netuid, subnet.registered_at, subnet.name, subnet.symbol)
    row = {**dict(zip(_IDENTITY, values, strict=True)), **fields_of(line, columns)}
    return {name: no_formula(value) if name in _FOREIGN else value for name, value in row.items()}


def _by_netuid(told: MarketBlock) -> list[MarketLine]:
    return sorted(told.lines, key=lambda line: line.subnet.netuid)


def _sums(told: MarketBlock) -> str:
    snapshot = told.snapshot
    whole = len(snapshot.subnets) - 1
    emitted = formatting.fine(snapshot.emission_sum, decimals=6) if snapshot.has_emitted else formatting.NOTHING
    passing = sum(not line.subnet.is_root for line in told.lines)
    subnets = (
        f"{passing} of {whole} subnets pass {told.filter_words}" if told.filter_words else f"{whole} subnets and root"
    )
    return (
        f"{snapshot.network}, block {snapshot.block:,}: {subnets}, "
        f"prices add up to {formatting.fine(snapshot.price_sum, decimals=6)} τ, "
        f"{emitted} τ emitted per block, "
        f"{formatting.coarse(snapshot.tao_in_pools)} kτ in pools."
    )
