"""Transactions as CSV and JSON: what happened to accounts, with cost, realised gain and, if wanted, a value in fiat."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dtao_tui.domain.exports.costed_transactions import CostedTransaction
from dtao_tui.domain.exports.day_rates import DayRates
from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.output.csv_cells import Cell, csv_text, decimal_of, no_formula, time_of
from dtao_tui.output.json_documents import Document

TRANSACTION_COLUMNS = (
    *("time", "block", "address", "kind", "named", "netuid", "registered_at", "subnet", "hotkey", "tao", "alpha"),
    *("worth_tao", "basis", "cost_tao", "unknown_alpha", "fee_tao", "gain_tao", "count", "other", "extrinsic"),
    "is_gap",
)
FIAT_COLUMNS = ("currency", "rate", "value")


@dataclass(frozen=True, slots=True)
class ToldTransactions:
    """What happened to some accounts, and what is needed to write it down."""

    network: str
    genesis: str
    transactions: Sequence[CostedTransaction]
    closing: Mapping[str, AccountState] = field(default_factory=dict)
    """How each account was at the end."""

    names: Mapping[SubnetId, str] = field(default_factory=dict)
    """What subnets are called now."""

    rates: DayRates | None = None


def transactions_csv(told: ToldTransactions) -> str:
    """A transaction a row, oldest first; columns of fiat only with rates."""
    columns = TRANSACTION_COLUMNS if told.rates is None else (*TRANSACTION_COLUMNS, *FIAT_COLUMNS)
    return csv_text(columns, (_row(each, told) for each in told.transactions))


def transactions_json(told: ToldTransactions) -> Document:
    """The same in whole rao; a value in fiat is a decimal string."""
    return {
        "network": told.network,
        "genesis": told.genesis,
        "transactions": [_document(each, told) for each in told.transactions],
    }


def _row(each: CostedTransaction, told: ToldTransactions) -> Iterable[Cell]:
    entry = each.entry
    subnet = entry.subnet
    yield from (time_of(entry.time_ms), entry.block, each.address, each.kind)
    yield None if each.named is None else each.named.value
    yield from (None, None) if subnet is None else (subnet.netuid, subnet.registered_at)
    yield None if subnet is None else no_formula(told.names.get(subnet)) or None
    yield entry.hotkey or None
    yield from (decimal_of(entry.cash), decimal_of(entry.alpha), decimal_of(entry.worth))
    yield each.basis or None
    yield decimal_of(cost_of(each))
    yield decimal_of(each.unknown or None)
    yield from (decimal_of(each.fee or None), decimal_of(each.gain))
    yield from (each.count, entry.other or None, entry.extrinsic, "yes" if entry.is_gap else "no")
    if told.rates is not None:
        rate, value = told.rates.rate_at(entry.time_ms), told.rates.value_of(_valued(each), entry.time_ms)
        yield from (told.rates.currency, None if rate is None else f"{rate:f}", None if value is None else f"{value:f}")


def _document(each: CostedTransaction, told: ToldTransactions) -> Document:
    entry, subnet, rates = each.entry, each.entry.subnet, told.rates
    value = None if rates is None else rates.value_of(_valued(each), entry.time_ms)
    fiat = {} if rates is None else {"currency": rates.currency, "value": None if value is None else f"{value:f}"}
    return {
        "time": time_of(entry.time_ms),
        "block": entry.block,
        "address": each.address,
        "kind": each.kind,
        "named": None if each.named is None else each.named.value,
        "netuid": None if subnet is None else subnet.netuid,
        "registered_at": None if subnet is None else subnet.registered_at,
        "hotkey": entry.hotkey or None,
        "tao_rao": entry.cash,
        "alpha_rao": entry.alpha,
        "worth_rao": entry.worth,
        "basis": each.basis or None,
        "cost_rao": cost_of(each),
        "unknown_alpha_rao": abs(each.unknown),
        "fee_rao": each.fee,
        "gain_rao": each.gain,
        "count": each.count,
        "other": entry.other or None,
        "extrinsic": entry.extrinsic,
        "is_gap": entry.is_gap,
        **fiat,
    }


def cost_of(each: CostedTransaction) -> int | None:
    """Rao of TAO that all its units have cost; None where there are none, or where it is not known of a part."""
    return each.cost if each.known and not each.unknown else None


def _valued(each: CostedTransaction) -> int:
    """What is valued in fiat: the TAO that moved, else what the units were worth."""
    return each.entry.cash or each.entry.worth
