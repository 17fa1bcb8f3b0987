"""The filter of `dtao-tui market`: what was recorded and which lists there are is read from the state folder."""

from collections.abc import Callable

from dtao_tui.cli.console import Stopped
from dtao_tui.domain.filters.filter_expressions import FilterTrouble, MarketFilter, read_filter
from dtao_tui.domain.filters.filter_tokens import tokens
from dtao_tui.domain.history.past_prices import PastPrices
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.text import quoted
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.history.filter_facts import filter_rows
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.watch_list import WatchList
from dtao_tui.settings import Settings

_MISUSED = 2
_HELD = "held"


def recorded_past(settings: Settings) -> MarketMemory:
    """What this machine recorded of the market."""
    return MarketMemory(HistoryStore(settings.places.history), SystemClock())


class MarketSieve:
    """Passes the subnets that an expression lets pass."""

    def __init__(self, settings: Settings, text: str) -> None:
        """Raises Stopped where the text is no filter, or asks for what this command does not know."""
        self._text = text
        self._lists = WatchList(WatchedSubnets(settings.places.watch_lists, settings.places.watched_subnets))
        self._filter = self._read(None)
        self._of: tuple[str, tuple[str, ...]] = ("", ())
        if any(token.kind == "word" and token.text.casefold() == _HELD for token in tokens(text)):
            raise Stopped("This command reads no account, so it cannot tell what is held.", _MISUSED)

    @property
    def words(self) -> str:
        """The filter read back."""
        return self._filter.words

    def passing(self, snapshot: Snapshot, past: Callable[[SubnetId], PastPrices]) -> list[Subnet]:
        """The subnets of this block that pass. Raises Stopped where the filter names a list that is not there."""
        lists = self._lists.refreshed(snapshot.genesis)
        if (snapshot.genesis, lists.names) != self._of:
            self._of, self._filter = (snapshot.genesis, lists.names), self._read(lists.names)
        rows = filter_rows(snapshot, past, lists, None)
        return [facts.subnet for facts in self._filter.passing(rows)]

    def _read(self, lists: tuple[str, ...] | None) -> MarketFilter:
        try:
            return read_filter(self._text, lists=lists)
        except FilterTrouble as trouble:
            raise Stopped(
                f"{quoted(self._text, 60)} is no filter: {trouble} (at {trouble.at + 1}).", _MISUSED
            ) from trouble
