"""Follows the account ledger from its record up to the newest block, for commands that tell of it and write nothing."""

from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.account_ledger import AccountLedgerRecord
from dtao_tui.ports.chain import Clock, Head, Market
from dtao_tui.ports.errors import NotConnected
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder


async def followed_to(snapshot: Snapshot, record: AccountLedgerRecord, market: Market, clock: Clock) -> LedgerRecorder:
    """A recorder that knows what happened since the record: few blocks are read, more are a difference that is marked.

    Raises AccountLedgerTrouble.
    """
    recorder = LedgerRecorder(record, market, _NothingFinal(), clock, is_writing=False)
    events = EventsFollower(market)
    recorder.follow_alone(events)
    events.take(snapshot)
    await events.finish()
    await recorder.finish()
    await events.close()
    return recorder


class _NothingFinal:
    """Nothing is written here, so nothing need be final."""

    async def finalized(self) -> Head:
        raise NotConnected("Nothing is written down here.")
