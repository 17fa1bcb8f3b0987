"""What the lines at the top and the foot of every screen say, read from the app's state."""

from math import ceil

from textual.content import Content

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.screens.app_state import AppState
from dtao_tui.services.feed import Interruption
from dtao_tui.widgets.bottombar import Purse
from dtao_tui.widgets.topbar import Pulse

_SOON_SECONDS = 5


def pulse_of(desk: AppState) -> Pulse:
    """The newest block, its age, and what is wrong with the connection."""
    snapshot = desk.snapshot
    trouble = desk.interruption.short if desk.interruption else ""
    if snapshot is None:
        return Pulse(trouble=trouble)
    now = desk.parts.clock.now()
    return Pulse(snapshot.block, snapshot.age(now), snapshot.is_stale(now), snapshot.answer_ms, trouble)


def purse_of(desk: AppState) -> Purse:
    """The chosen account, its free balance and its lock."""
    session = desk.parts.session
    account, holdings = session.chosen, desk.holdings
    if account is None:
        return Purse()
    return Purse(
        account.name,
        account.address,
        holdings.free if holdings else None,
        session.is_unlocked,
        session.seconds_left(),
        not account.can_sign and not account.trouble,
        account.keyholder.kind is AccountKind.PRACTICE,
        account.keyholder.name if account.is_proxied else "",
        _device_of(account),
        bool(session.read_only),
    )


def _device_of(account: Account) -> str:
    """Where the key that signs is, if that is a device."""
    if not account.signs_elsewhere:
        return ""
    return "signs on its Ledger" if account.keyholder.ledger is not None else "signs elsewhere"


def interruption_words(interruption: Interruption, now: float) -> str:
    """The interruption's sentence, followed by what the app does about it."""
    if interruption.retries_in is None:
        return interruption.sentence
    seconds = ceil(interruption.next_try_at - now) if interruption.next_try_at is not None else 0
    again = f"Next try in {seconds} s." if seconds > _SOON_SECONDS else "Trying again."
    return f"{interruption.sentence} {again}"


def drill_words(desk: AppState) -> Content:
    """What is to be done in the drill or the tour that is on, with the keys of now; nothing where none is."""
    task = desk.drill
    if task is None:
        return Content("")
    return Content.assemble((task.head, "bold $lead"), "  ", desk.changed_keys.worded(task.words))
