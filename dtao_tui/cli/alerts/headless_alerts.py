"""`dtao-tui alerts`: lists the alerts of a network, and changes them; the chain is asked for one block."""

import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from dtao_tui.cli.chain_access import connected
from dtao_tui.cli.console import Stopped, answer, complain
from dtao_tui.cli.headless import ask, newest, print_answer
from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.alerts.alert_conditions import AlertCondition, read_condition, verdicts_of
from dtao_tui.domain.alerts.alert_states import AlertState, ConditionVerdict
from dtao_tui.domain.alerts.alert_status import status_of
from dtao_tui.domain.alerts.firings import written
from dtao_tui.domain.filters.filter_expressions import FilterTrouble
from dtao_tui.domain.filters.filter_fields import FilterRow
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.text import cleaned, quoted
from dtao_tui.output.alert_documents import ListedAlert, alerts_csv, alerts_document, alerts_table
from dtao_tui.ports.alert_store import AlertStoreTrouble
from dtao_tui.ports.chain import Market
from dtao_tui.records.alerts.alert_book import AlertBook
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.history.filter_facts import BlockFacts
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.settings import Settings

_NO_STATE = AlertState()


@dataclass(frozen=True, slots=True)
class AlertWish:
    """An alert as it is typed on the command line."""

    name: str
    condition: str
    netuid: int | None
    scope: str
    command: str


def show_alerts(settings: Settings, *, as_json: bool, as_csv: bool) -> None:
    """Print the alerts of the network. Raises Stopped."""
    if as_json and as_csv:
        raise Stopped("Say either --json or --csv.")
    snapshot, rows = ask(settings, lambda market: _newest_with_past(market, settings), connected)
    with _book(settings) as book:
        listed = _listed(book, snapshot, rows)
        notice = book.notice
    if notice:
        complain(notice)
    if as_csv:
        answer(alerts_csv(listed))
    else:
        print_answer(alerts_document(snapshot, listed) if as_json else alerts_table(listed))


def add_alert(settings: Settings, wish: AlertWish) -> None:
    """Add an alert. Raises Stopped with what is wrong with it."""
    try:
        read_condition(wish.condition)
    except FilterTrouble as trouble:
        raise Stopped(f"The condition cannot be read at {trouble.at + 1}: {trouble}.", 2) from trouble
    try:
        scope = Scope.ONE if wish.netuid is not None else Scope(wish.scope)
        command = tuple(shlex.split(wish.command))
    except ValueError as error:
        why = "A scope is any, held or watched, and quotation marks in a command are closed"
        raise Stopped(f"{why}: {error}.", 2) from error
    snapshot = ask(settings, newest, connected)
    subnet = None if wish.netuid is None else snapshot.subnets.get(wish.netuid)
    if wish.netuid is not None and subnet is None:
        raise Stopped(f"There is no subnet {wish.netuid} on {snapshot.network}.")
    subnet_id = None if subnet is None else subnet.id
    alert = Alert(secrets.token_hex(8), wish.name, wish.condition, scope, subnet_id, command=command)
    if alert.trouble:
        raise Stopped(alert.trouble, 2)
    with _book(settings) as book:
        book.save(snapshot.genesis, alert)
    answer(f"Added {quoted(alert.name)} [{alert.id}], {_where(alert, snapshot)}.")


def remove_alert(settings: Settings, name: str) -> None:
    """Remove an alert. Raises Stopped."""
    snapshot = ask(settings, newest, connected)
    with _book(settings) as book:
        alert = _named(book.alerts(snapshot.genesis), name)
        book.remove(snapshot.genesis, alert.id)
    answer(f"Removed {quoted(alert.name)}.")


def switch_alert(settings: Settings, name: str, *, is_on: bool) -> None:
    """Turn an alert on or off. Raises Stopped."""
    snapshot = ask(settings, newest, connected)
    with _book(settings) as book:
        alert = _named(book.alerts(snapshot.genesis), name)
        if alert.is_on != is_on:
            book.save(snapshot.genesis, replace(alert, is_on=is_on))
    answer(f"{quoted(alert.name)} is {'on' if is_on else 'off'}.")


@contextmanager
def _book(settings: Settings) -> Iterator[AlertBook]:
    book = AlertBook(settings.places.alerts)
    try:
        yield book
    except AlertStoreTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    finally:
        book.close()


def _named(alerts: tuple[Alert, ...], name: str) -> Alert:
    found = [alert for alert in alerts if name in (alert.id, alert.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Stopped(f"{len(found)} alerts are called {quoted(name)}; say one by its id.")
    raise Stopped(f"There is no alert {quoted(name)}.")


async def _newest_with_past(market: Market, settings: Settings) -> tuple[Snapshot, tuple[FilterRow, ...]]:
    """The newest block, and what conditions may ask of it. Raises ChainTrouble."""
    snapshot, places = await newest(market), settings.places
    store = HistoryStore(places.history)
    memory = MarketMemory(store, SystemClock())
    await memory.observe(snapshot)
    store.close()
    return snapshot, tuple(
        BlockFacts(memory, WatchedSubnets(places.watch_lists, places.watched_subnets).watched)(snapshot)
    )


def _listed(book: AlertBook, snapshot: Snapshot, rows: tuple[FilterRow, ...]) -> list[ListedAlert]:
    states, firings = book.states(snapshot.genesis), book.firings(snapshot.genesis)
    read_until = book.read_until(snapshot.genesis)
    listed: list[ListedAlert] = []
    for alert in book.alerts(snapshot.genesis):
        condition, own = _condition(alert), tuple(each for each in firings if each.firing.alert_id == alert.id)
        verdict = _verdict(alert, condition, rows)
        status = status_of(
            alert,
            condition,
            states.get(alert.id, _NO_STATE),
            verdict,
            is_unread=bool(own) and own[0].number > read_until,
            trouble="" if alert.subnet is None else snapshot.trouble_with(alert.subnet),
        )
        value = written(verdict.value) if verdict is not None else ""
        listed.append(ListedAlert(alert, condition, status, value, _where(alert, snapshot), own))
    return listed


def _condition(alert: Alert) -> AlertCondition | None:
    try:
        return read_condition(alert.condition)
    except FilterTrouble:
        return None


def _verdict(alert: Alert, condition: AlertCondition | None, rows: tuple[FilterRow, ...]) -> ConditionVerdict | None:
    if condition is None or condition.is_event:
        return None
    return next(iter(verdicts_of(alert, condition, rows).values()), None)


def _where(alert: Alert, snapshot: Snapshot) -> str:
    subnet = alert.subnet
    if subnet is None:
        return {Scope.ANY: "any subnet"}.get(alert.scope, f"{alert.scope.value} subnets")
    gone = snapshot.trouble_with(subnet)
    return cleaned(f"subnet {subnet.netuid}" if gone else snapshot.subnets[subnet.netuid].label, 60)
