"""The parts that record tape, dividends and accounts without the app, joined on a hub that has no terminal."""

from dataclasses import dataclass, replace

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.market_record import MarketRecord
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.block_events.market_tape import MarketTape
from dtao_tui.services.block_events.tape_recorder import TapeRecorder
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.history.watch_list import WatchList
from dtao_tui.services.hub import Hub
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from dtao_tui.services.yields.dividend_recorder import DividendRecorder
from dtao_tui.settings import Folders


@dataclass(frozen=True, slots=True)
class TapeParts:
    """A hub, the follower of events on it, and the recorders of the tape and of dividends."""

    hub: Hub
    events: EventsFollower
    recorder: TapeRecorder
    money: LedgerRecorder | None = None
    """Where the accounts are recorded, too."""

    dividends: DividendRecorder | None = None

    @classmethod
    def joined(
        cls, hub: Hub, source: "ChainMarket", record: MarketRecord, recorder: Recorder, places: Folders
    ) -> "TapeParts":
        """The parts on this hub, for the watch lists in these folders."""
        watch_list = WatchList(WatchedSubnets(places.watch_lists, places.watched_subnets))
        tape = TapeRecorder(record, recorder, watch_list.recorded)
        dividends = DividendRecorder(record, source, recorder, watch_list.recorded)
        parts = cls(hub, EventsFollower(source), tape, dividends=dividends)
        parts.join()
        return parts

    def join(self) -> None:
        """Let the parts follow the hub."""
        self.events.follow(self.hub)
        MarketTape().follow(self.hub)
        self.recorder.follow(self.hub, self.events)
        if self.dividends is not None:
            self.dividends.follow(self.hub)

    def with_accounts(self, money: LedgerRecorder) -> "TapeParts":
        """The same parts, and the recorder of the accounts that the hub's blocks show."""
        money.follow(self.hub, self.events)
        return replace(self, money=money)

    async def sample(self, snapshot: Snapshot) -> None:
        """Record the trades since the last sample, as far as they can be read, where no feed runs."""
        self.events.take(snapshot)
        await self.events.finish()
        await self.recorder.observe(snapshot)
        if self.dividends is not None:
            await self.dividends.observe(snapshot)
        if self.money is not None:
            await self.money.finish()

    async def close(self) -> None:
        """Write what is final, and end."""
        await self.hub.close()
        await self.events.close()
        if self.money is not None:
            await self.money.close()
        await self.recorder.close()
        if self.dividends is not None:
            await self.dividends.close()
