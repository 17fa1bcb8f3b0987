"""`dtao-tui history`: what was recorded of one subnet; the chain is only asked which subnet has the number now."""

from dtao_tui.cli.chain_access import connected
from dtao_tui.cli.console import Stopped, answer
from dtao_tui.cli.headless import ask, newest, print_answer
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.output import history_documents
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.settings import Settings


def show_history(settings: Settings, netuid: int, range_word: str, *, as_json: bool, as_csv: bool) -> None:
    """Print the bars of a subnet over a range. Raises Stopped."""
    if as_json and as_csv:
        raise Stopped("Say either --json or --csv.")
    shown = _range_named(range_word)
    snapshot = ask(settings, newest, connected)
    subnet = snapshot.subnets.get(netuid)
    if subnet is None:
        raise Stopped(f"There is no subnet {netuid} on {snapshot.network}.")
    store = HistoryStore(settings.places.history)
    now = snapshot.time_ms
    try:
        since = 0 if now is None else max(now - shown.span, 0)
        bars = store.bars(snapshot.genesis, subnet.id, since, shown.step)
    except RecordTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    finally:
        store.close()
    if as_csv:
        answer(history_documents.history_csv(bars))
    elif as_json:
        print_answer(history_documents.history_document(snapshot, subnet, shown, bars))
    else:
        print_answer(history_documents.history_table(subnet, bars))


def _range_named(word: str) -> ChartRange:
    try:
        return ChartRange(word)
    except ValueError:
        known = ", ".join(each.value for each in ChartRange)
        raise Stopped(f"“{word[:20]}” is no range; there are {known}.") from None
