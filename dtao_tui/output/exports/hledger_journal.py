"""A journal for hledger: every transaction as postings that balance, and at its end what the chain says is held.

Alpha is held at cost, so `hledger balance --cost assets:stake` is what the holdings have cost and `income:realised`
what was realised. Units of unknown basis are held bare, against `equity:unknown basis`. Names of the chain are left
out: accounts are made of numbers and addresses.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from dtao_tui.domain.exports.costed_transactions import OPENING, CostedTransaction
from dtao_tui.domain.exports.day_rates import utc_of
from dtao_tui.domain.ledger.entry_names import GivenName
from dtao_tui.domain.ledger.ledger_entries import EntryKind
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.output.csv_cells import decimal_of
from dtao_tui.output.exports.transaction_exports import ToldTransactions

_HEAD = """; {network}, genesis {genesis}, by dtao-tui. Alpha is held at cost; dates are days of UTC.
; What the holdings have cost: hledger balance --cost assets:stake. What was realised: hledger balance income:realised
commodity 1.000000000 TAO
"""
_UNKNOWN = "equity:unknown basis"
_OWN = "equity:own transfers"
_COUNTERPARTS = {
    EntryKind.DEPOSIT: "equity:outside",
    EntryKind.WITHDRAWAL: "equity:outside",
    EntryKind.RECEIVED: "equity:outside",
    EntryKind.GIVEN: "equity:outside",
    EntryKind.MOVED: _OWN,
    EntryKind.NETWORK_FEE: "expenses:network fee",
    EntryKind.DIVIDEND: "income:yield",
    EntryKind.EMISSION: "income:emission",
    EntryKind.CLAIM: "income:basket",
    EntryKind.ROUNDING: "expenses:rounding",
    EntryKind.UNEXPLAINED: "equity:unexplained",
}
_NAMED = {
    GivenName.TRANSFER: "equity:outside",
    GivenName.PURCHASE: "equity:outside",
    GivenName.REWARD: "income:yield",
}
_EPOCH = datetime.fromtimestamp(0, UTC)
_Posting = tuple[str, str]


def hledger_journal(told: ToldTransactions) -> str:
    """The whole journal, oldest first."""
    told_of = {"network": _word(told.network), "genesis": _word(told.genesis)}
    commodities = sorted({each.entry.subnet for each in told.transactions if each.entry.subnet is not None})
    parts = [_HEAD.format(**told_of) + "\n".join(f"commodity 1.000000000 {_unit(subnet)}" for subnet in commodities)]
    days = _days(told.transactions)
    parts += [_rates(told)] if told.rates is not None else []
    parts += [
        text for each, day in zip(told.transactions, days, strict=True) if (text := _transaction(each, day, told))
    ]
    parts += [_prices(told), _check(told)]
    return "\n\n".join(part.rstrip("\n") for part in parts if part)


def _days(transactions: Sequence[CostedTransaction]) -> list[str]:
    """The day of each; where the chain told no time, that of the one before, or else of the first that has one."""
    told = [utc_of(each.entry.time_ms) for each in transactions]
    last = next((when for when in told if when is not None), _EPOCH)
    found = []
    for when in told:
        last = when or last
        found.append(_day(last))
    return found


def _transaction(each: CostedTransaction, day: str, told: ToldTransactions) -> str:
    postings = list(_postings(each, frozenset(told.closing)))
    if not postings:
        return ""
    entry = each.entry
    tags = [f"block:{entry.block}"]
    tags += [f"extrinsic:{entry.extrinsic}"] if entry.extrinsic is not None else []
    tags += [f"basis:{each.basis}"] if each.basis else []
    tags += [f"count:{each.count}"] if each.count > 1 else []
    tags += ["gap:yes"] if entry.is_gap else []
    tags += ["time:unknown"] if utc_of(entry.time_ms) is None else []
    where = f" on subnet {entry.subnet.netuid}" if entry.subnet is not None else ""
    return _written(f"{day} {each.kind}{where}  ; {', '.join(tags)}", postings)


def _postings(each: CostedTransaction, accounts: frozenset[str]) -> Iterable[_Posting]:
    entry, counter = each.entry, _counterpart(each, accounts)
    tao = entry.cash
    if entry.cash:
        yield _free(each.address), _tao(entry.cash)
    if entry.subnet is not None:
        unit, stake = _unit(entry.subnet), _stake(entry.subnet, entry.hotkey, each.address)
        if each.known:
            yield stake, f"{decimal_of(each.known)} {unit} @@ {_tao(abs(each.cost))}"
            tao += abs(each.cost) if each.known > 0 else -abs(each.cost)
        if each.unknown:
            yield stake, f"{decimal_of(each.unknown)} {unit}"
            yield _OWN if each.is_own else _UNKNOWN, f"{decimal_of(-each.unknown)} {unit}"
    if each.fee:
        # It was booked as an expense by a transaction of its own, and is part of the cost or of the gain.
        yield _COUNTERPARTS[EntryKind.NETWORK_FEE], _tao(-each.fee)
        tao -= each.fee
    if tao:
        yield counter, _tao(-tao)


def _counterpart(each: CostedTransaction, accounts: frozenset[str]) -> str:
    entry = each.entry
    if each.kind == OPENING:
        return "equity:opening"
    if each.is_own or entry.other in accounts:
        return _OWN
    if each.is_realising:
        return f"income:realised{' without basis' if each.unknown else ''}:{entry.kind.value}"
    if each.named in _NAMED and entry.kind is EntryKind.UNEXPLAINED:
        return _NAMED[each.named]
    account = _COUNTERPARTS.get(entry.kind, f"expenses:{entry.kind.value}")
    return f"{account}:{_word(entry.other)}" if account == "equity:outside" and entry.other else account


def _rates(told: ToldTransactions) -> str:
    rates = told.rates
    if rates is None:
        return ""
    return "\n".join(f"P {day} TAO {rate:f} {rates.currency}" for day, rate in sorted(rates.rates.items()))


def _prices(told: ToldTransactions) -> str:
    """The chain's last price of what is held."""
    found = {
        f"P {_day(when)} {_unit(subnet)} {_tao(state.prices[subnet])}"
        for state in told.closing.values()
        for subnet in state.subnets
        if subnet in state.prices and (when := utc_of(state.time_ms)) is not None
    }
    return "\n".join(sorted(found))


def _check(told: ToldTransactions) -> str:
    """What the chain says is held, as assertions; what the transactions do not tell is booked as unexplained."""
    sums: dict[str, tuple[str, int]] = {}
    held: dict[str, int] = {}
    for each in told.transactions:
        entry = each.entry
        _add(sums, _free(each.address), "TAO", entry.cash)
        if entry.subnet is not None and entry.alpha:
            _add(sums, _stake(entry.subnet, entry.hotkey, each.address), _unit(entry.subnet), entry.alpha)
    for address, state in told.closing.items():
        _add(sums, _free(address), "TAO", 0)
        held[_free(address)] = state.cash
        for (subnet, hotkey), alpha in state.positions.items():
            account = _stake(subnet, hotkey, address)
            _add(sums, account, _unit(subnet), 0)
            held[account] = alpha
    if not told.closing or not sums:
        return ""
    postings: list[_Posting] = []
    for account, (unit, rao) in sorted(sums.items()):
        missing = held.get(account, 0) - rao
        postings.append((account, f"{decimal_of(missing)} {unit} = {decimal_of(held.get(account, 0))} {unit}"))
        if missing:
            postings.append(("equity:unexplained", f"{decimal_of(-missing)} {unit}"))
    times = [each.entry.time_ms for each in told.transactions] + [state.time_ms for state in told.closing.values()]
    last = max((when for time in times if (when := utc_of(time)) is not None), default=_EPOCH)
    block = max(state.block for state in told.closing.values())
    return _written(f"{_day(last)} as the chain says  ; block:{block}", postings)


def _add(sums: dict[str, tuple[str, int]], account: str, unit: str, rao: int) -> None:
    sums[account] = (unit, (sums[account][1] if account in sums else 0) + rao)


def _written(heading: str, postings: Iterable[_Posting]) -> str:
    return "\n".join((heading, *(f"    {account}  {amount}" for account, amount in postings)))


def _free(address: str) -> str:
    return f"assets:free:{_word(address)}"


def _stake(subnet: SubnetId, hotkey: str, address: str) -> str:
    return f"assets:stake:{_place(subnet, '-')}:{_word(hotkey)}:{_word(address)}"


def _unit(subnet: SubnetId) -> str:
    return f'"{_place(subnet, "/")}"'


def _place(subnet: SubnetId, between: str) -> str:
    since = "" if subnet.registered_at is None else f"{between}{subnet.registered_at}"
    return f"SN{subnet.netuid}{since}"


def _tao(rao: int) -> str:
    return f"{decimal_of(rao)} TAO"


def _day(when: datetime) -> str:
    return f"{when:%Y-%m-%d}"


def _word(text: str) -> str:
    """Letters and digits of an address or a name, which hledger cannot take for anything else."""
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum()) or "unknown"
