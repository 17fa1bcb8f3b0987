"""What accounts gained, as JSON, as CSV and as a table: the parts of the statement, by subnet, and what is unexplained.

Amounts are whole rao in JSON and CSV; what is not known is null there, empty in CSV and – in the table.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dtao_tui.domain import formatting
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.ledger.holding_gain import HoldingGain
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry, StatementPart
from dtao_tui.domain.ledger.returns import Return, Returns
from dtao_tui.domain.ledger.statement import Statement, StatementRow
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.output.text_tables import columned

COLUMNS = (
    "address",
    "block",
    "time_ms",
    "kind",
    "part",
    "tao_rao",
    "netuid",
    "registered_at",
    "hotkey",
    "alpha_rao",
    "worth_rao",
    "other",
    "extrinsic",
    "is_gap",
)
Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class StatementAnswer:
    """What `ledger` tells of some accounts."""

    snapshot: Snapshot
    addresses: tuple[str, ...]
    statement: Statement
    gains: Mapping[SubnetId, HoldingGain]
    """Of the subnets where something is held."""

    realised: Mapping[SubnetId, int | None]
    """Rao of TAO that sales gained, of all that is recorded; None where the cost of a part is not known."""

    entries: Sequence[tuple[str, LedgerEntry]]
    """What happened in the statement's time, with whose it is."""

    returns: Returns
    method: CostMethod = CostMethod.AVERAGE
    """By which costs and what was realised are told."""


def ledger_document(told: StatementAnswer) -> Document:
    """The document of `ledger`."""
    statement, snapshot = told.statement, told.snapshot
    return {
        "network": snapshot.network,
        "genesis": snapshot.genesis,
        "block": snapshot.block,
        "addresses": list(told.addresses),
        "start": {"block": statement.start_block, "time_ms": statement.start_ms},
        "end": {"block": statement.end_block, "time_ms": statement.end_ms},
        **_parts(statement.total),
        "deposits_rao": statement.deposits,
        "withdrawals_rao": statement.withdrawals,
        "complete": not statement.gaps,
        "returns": _returns(told.returns),
        "rows": [_row(row) for row in statement.rows],
        "cost_method": told.method.value,
        "holdings": [_holding(subnet, gain) for subnet, gain in told.gains.items()],
        "realised": [
            {"netuid": subnet.netuid, "registered_at": subnet.registered_at, "profit_rao": profit}
            for subnet, profit in told.realised.items()
        ],
        "unexplained": [dict(zip(COLUMNS[1:], _entry(entry), strict=True)) for entry in statement.to_name],
        "gaps": [{"first": gap.first, "last": gap.last, "seconds": gap.seconds} for gap in statement.gaps],
    }


def ledger_csv(told: StatementAnswer) -> str:
    """Every entry of the statement's time, one a row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((address, *_entry(entry)) for address, entry in told.entries)
    return text.getvalue().rstrip("\n")


def ledger_table(told: StatementAnswer) -> str:
    """The statement line by line, then by subnet, then cost and profit of what is held."""
    return "\n\n".join(part for part in (_statement(told), _by_subnet(told), _holdings(told), _notes(told)) if part)


def _statement(told: StatementAnswer) -> str:
    statement, total = told.statement, told.statement.total
    lines = [
        (f"Start, block {statement.start_block:,}, {_time(statement.start_ms)}", _tao(total.start)),
        ("Deposits", _change(statement.deposits)),
        ("Withdrawals", _change(statement.withdrawals)),
        *((name, _change(total.part(part))) for part, name in _LINES if part in _ALWAYS or total.part(part)),
        (f"End, block {statement.end_block:,}, {_time(statement.end_ms)}", _tao(total.end)),
        ("Gained, without what is unexplained", _change(total.gained)),
    ]
    returned = [
        f"{name} return: {_return(each)}"
        for name, each in (
            ("Time-weighted", told.returns.time_weighted),
            ("Money-weighted", told.returns.money_weighted),
        )
    ]
    width = max(len(name) for name, _ in lines)
    cells = max(len(amount) for _, amount in lines)
    return "\n".join([*(f"{name:{width}}  {amount:>{cells}} τ" for name, amount in lines), *returned])


def _return(told: Return) -> str:
    """In per cent of the whole time; what cannot be told says why."""
    if told.percent is None:
        return f"not available: {told.reason}"
    return f"{formatting.percent(told.percent, signed=True)} %"


def _returns(told: Returns) -> Document:
    """Per cent as decimal texts, to a millionth; null with a reason where they cannot be told."""
    document: Document = {"start_block": told.start_block, "end_block": told.end_block}
    for name, each in (("time_weighted", told.time_weighted), ("money_weighted", told.money_weighted)):
        document[f"{name}_pct"] = None if each.percent is None else f"{each.percent:f}"
        document[f"{name}_reason"] = each.reason or None
    return {**document, "latest_flow_ms": told.latest_ms}


def _by_subnet(told: StatementAnswer) -> str:
    heading = ("#", "Subnet", "Start τ", "Flows τ", "Yield τ", "Costs τ", "Price τ", "Unexplained τ", "End τ")
    rows = [
        (
            "" if row.subnet is None else str(row.subnet.netuid),
            "free" if row.subnet is None else _name_of(row.subnet, told.snapshot),
            _tao(row.start, 6),
            *(_signed(rao, 6) for rao in _columns_of(row)),
            _tao(row.end, 6),
        )
        for row in told.statement.rows
    ]
    return columned([heading, *rows], left={1})


def _holdings(told: StatementAnswer) -> str:
    if not told.gains:
        return ""
    heading = ("#", "Subnet", "Cost τ", "", "Exit τ", "Profit τ", "%", "Repays at τ")
    rows = [
        (
            str(subnet.netuid),
            _name_of(subnet, told.snapshot),
            str(formatting.fine(gain.cost, decimals=6)) if gain.cost is not None else formatting.NOTHING,
            "?" if gain.unknown is not None else "~" if gain.is_assumed else "",
            str(formatting.fine(gain.exit, decimals=6)) if gain.exit is not None else formatting.NOTHING,
            formatting.NOTHING if gain.profit is None else _signed(gain.profit.rao, 6),
            formatting.percent(gain.profit_percent, signed=True),
            str(formatting.fine(gain.repays, decimals=6)) if gain.repays is not None else formatting.NOTHING,
        )
        for subnet, gain in told.gains.items()
    ]
    return columned([heading, *rows], left={1, 3})


def _notes(told: StatementAnswer) -> str:
    notes = [f"Cost by {_METHODS[told.method]}; cost_method of the settings chooses."] if told.gains else []
    if any(gain.is_assumed for gain in told.gains.values()):
        notes.append("~ a part of the cost is assumed: the price when this program first saw it.")
    if any(gain.unknown is not None for gain in told.gains.values()):
        notes.append("? the cost of a part is not known.")
    for gap in told.statement.gaps:
        notes.append(f"Nobody read the events of blocks {gap.first:,} to {gap.last:,}: only differences are known.")
    for entry in told.statement.to_name:
        what = formatting.with_unit(Tao(entry.cash), "τ") if entry.cash else _alpha(entry)
        notes.append(f"Unexplained in block {entry.block:,}: {what}.")
    return "\n".join(notes)


def _alpha(entry: LedgerEntry) -> str:
    netuid = entry.subnet.netuid if entry.subnet else 0
    return f"{formatting.with_unit(Alpha(entry.alpha, netuid))} of subnet {netuid}"


_LINES = (
    (StatementPart.YIELD, "Yield"),
    (StatementPart.EMISSION, "Emission of own hotkeys"),
    (StatementPart.BASKET, "Claims from root's baskets"),
    (StatementPart.COSTS, "Costs"),
    (StatementPart.PRICE, "Price"),
    (StatementPart.UNEXPLAINED, "Unexplained"),
)
_METHODS = {CostMethod.AVERAGE: "the average", CostMethod.FIFO: "first in, first out"}
_ALWAYS = (StatementPart.YIELD, StatementPart.COSTS, StatementPart.PRICE, StatementPart.UNEXPLAINED)
_YIELDS = (StatementPart.YIELD, StatementPart.EMISSION, StatementPart.BASKET)


def _columns_of(row: StatementRow) -> tuple[int, ...]:
    """Flows, all that was yielded, costs, price and what is unexplained."""
    yielded = sum(row.part(part) for part in _YIELDS)
    others = (StatementPart.COSTS, StatementPart.PRICE, StatementPart.UNEXPLAINED)
    return (row.part(StatementPart.FLOWS), yielded, *(row.part(part) for part in others))


def _parts(row: StatementRow) -> Document:
    parts = {f"{part.value}_rao": row.part(part) for part in StatementPart}
    return {"start_rao": row.start, **parts, "end_rao": row.end, "gained_rao": row.gained}


def _row(row: StatementRow) -> Document:
    subnet = row.subnet
    place = {
        "netuid": None if subnet is None else subnet.netuid,
        "registered_at": None if subnet is None else subnet.registered_at,
    }
    return {**place, **_parts(row)}


def _holding(subnet: SubnetId, gain: HoldingGain) -> Document:
    return {
        "netuid": subnet.netuid,
        "registered_at": subnet.registered_at,
        "cost_rao": None if gain.cost is None else gain.cost.rao,
        "is_assumed": gain.is_assumed,
        "unknown_alpha_rao": 0 if gain.unknown is None else gain.unknown.rao,
        "exit_rao": None if gain.exit is None else gain.exit.rao,
        "profit_rao": None if gain.profit is None else gain.profit.rao,
        "repays_at_rao": None if gain.repays is None else gain.repays.rao,
    }


def _entry(entry: LedgerEntry) -> tuple[object, ...]:
    subnet = entry.subnet
    return (
        entry.block,
        entry.time_ms,
        entry.kind.value,
        entry.kind.part.value,
        entry.cash,
        None if subnet is None else subnet.netuid,
        None if subnet is None else subnet.registered_at,
        entry.hotkey or None,
        entry.alpha,
        entry.worth,
        entry.other or None,
        entry.extrinsic,
        entry.is_gap,
    )


def _name_of(subnet: SubnetId, snapshot: Snapshot) -> str:
    found = snapshot.subnets.get(subnet.netuid)
    return f"{found.symbol} {found.name}" if found is not None and subnet.is_same(found.id) else "gone"


def _time(time_ms: int | None) -> str:
    return (
        formatting.NOTHING if time_ms is None else f"{datetime.fromtimestamp(time_ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    )


def _tao(rao: int, decimals: int = 9) -> str:
    return str(formatting.fine(Tao(rao), decimals=decimals))


def _change(rao: int) -> str:
    return str(formatting.fine(Tao(rao), decimals=9, signed=True))


def _signed(rao: int, decimals: int = 9) -> str:
    return formatting.NOTHING if not rao else str(formatting.fine(Tao(rao), decimals=decimals, signed=True))
