"""Asks what an unexplained change was: which one, what it was, and for a purchase what it has cost."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.ledger.entry_names import GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import LedgerEntry
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.forms import Answers, Ask, Form, FormScreen

MOST_LISTED = 200
"""Changes that are offered at once, the newest ones."""

ALL = "all"
"""The choice of every change at once."""

_CHOICES = (
    DialogChoice(GivenName.TRANSFER.value, "t", "own transfer", "it came from, or went to, an account of your own"),
    DialogChoice(GivenName.REWARD.value, "r", "reward", "it was earned; it cost what it was worth then"),
    DialogChoice(GivenName.PURCHASE.value, "p", "purchase", "it was bought elsewhere; you type what it has cost"),
    DialogChoice(GivenName.NOTHING.value, "n", "nothing", "leave it unexplained, and ask no more; it cost nothing"),
)


async def ask_what_it_was(
    app: AppState, entries: Sequence[LedgerEntry], names: Mapping[SubnetId, str]
) -> tuple[list[LedgerEntry], NamedEntry] | None:
    """The entries that a person chose, and what they were; None where they left it. To be awaited in a worker."""
    chosen = list(entries) if len(entries) == 1 else await _chosen(app, entries, names)
    if not chosen:
        return None
    about = words_of(chosen[0], names) if len(chosen) == 1 else f"all {len(chosen):,} changes"
    # A cost belongs to one purchase.
    choices = [choice for choice in _CHOICES if len(chosen) == 1 or choice.id != GivenName.PURCHASE.value]
    word = await app.push_screen_wait(ChoiceDialog(app.parts, "What was it?", choices, aside=about))
    if word is None:
        return None
    name = GivenName(word)
    if name is not GivenName.PURCHASE:
        return chosen, NamedEntry(name)
    form = Form("Purchase", (Ask("Cost in τ", hint="such as 12.5", objection=_objection),), "Name it")
    answers = await app.push_screen_wait(FormScreen(app.parts, form))
    return None if answers is None else (chosen, NamedEntry(name, Tao.parse(answers[0]).rao))


async def _chosen(app: AppState, entries: Sequence[LedgerEntry], names: Mapping[SubnetId, str]) -> list[LedgerEntry]:
    listed = list(entries)[-MOST_LISTED:][::-1]
    choices = [DialogChoice(str(entry.number), "", words_of(entry, names)) for entry in listed]
    choices.append(DialogChoice(ALL, "a", f"all {len(entries):,} at once"))
    chosen = await app.push_screen_wait(ChoiceDialog(app.parts, "Unexplained", choices))
    return list(entries) if chosen == ALL else [entry for entry in listed if str(entry.number) == chosen]


def words_of(entry: LedgerEntry, names: Mapping[SubnetId, str]) -> str:
    """What changed and when, such as +10.000 α of templar, Mon 23 Nov 14:02."""
    moment = f"block {entry.block:,}"
    if entry.time_ms is not None:
        moment = f"{datetime.fromtimestamp(entry.time_ms / 1000).astimezone():%a %d %b %H:%M}"
    if entry.subnet is None:
        return f"{fine(Tao(entry.cash), decimals=3, signed=True)} τ, {moment}"
    unit = "τ" if entry.subnet.netuid == ROOT else "α"
    name = names.get(entry.subnet, f"subnet {entry.subnet.netuid}")
    alpha = fine(Alpha(entry.alpha, entry.subnet.netuid), decimals=3, signed=True)
    return f"{alpha} {unit} of {name}, {moment}"


def basis_form(label: str) -> Form:
    """Asks what a holding had cost when it was first seen; an empty answer stands for the price of then."""
    words = (
        f"What you held of {label} when this program first saw it counts as bought at the price of then. "
        "Type what it had really cost; leave it empty to go back to that price."
    )
    asks = (Ask("Cost in τ, of all that was held then", hint="such as 12.5", objection=_objection_unless_empty),)
    return Form("Basis", asks, "Keep it", words)


def _objection_unless_empty(answers: Answers) -> str | None:
    return _objection(answers) if answers[-1].strip() else None


def _objection(answers: Answers) -> str | None:
    try:
        Tao.parse(answers[-1])
    except NotAnAmount as error:
        return str(error)
    return None
