"""Asks for the rate in a currency, and tells totals by it; in no ticket, and not where TAO is worth nothing."""

from textual.content import Content

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.exports.day_rates import NotRates
from dtao_tui.ports.networks import NetworkKind, kind_of
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.forms import Ask, Form, FormScreen
from dtao_tui.widgets.panels.fiat_line import fiat_line

_WORTHLESS = (NetworkKind.PRACTICE, NetworkKind.TEST)
_WORDS = (
    "What one TAO is worth, such as EUR 412.35, or the path of your file of rates (date,EUR and a line for each day). "
    "It is shown with its date in the totals of Portfolio and in the statement, never in a ticket; nothing is fetched. "
    "Leave it empty to be told none."
)
_NOTHING_HERE = "TAO of this network is worth nothing, so the rate is shown on others only."


async def ask_for_rate(app: AppState) -> None:
    """Let a person type a rate, name a file, or take it away. To be awaited in a worker."""
    fiat = app.parts.fiat
    typed = await fiat.typed()
    form = Form("Rate", (Ask("Rate of one τ, or a file", hint="such as EUR 412.35"),), "Keep it", _WORDS)
    answers = await app.push_screen_wait(FormScreen(app.parts, form, (typed,) if typed else ()))
    if answers is None:
        return
    try:
        await fiat.choose(answers[0])
    except NotRates as error:
        app.notify(str(error), title="Rate", severity="warning", markup=False)
        return
    except OSError as error:
        sentence = f"The rate cannot be remembered: {error.strerror or error}."
        app.notify(sentence, title="Rate", severity="warning", markup=False)
        return
    if fiat.rate is not None and not has_worth(app):
        app.notify(_NOTHING_HERE, title="Rate", markup=False)
    app.money_changes += 1


def has_worth(app: AppState) -> bool:
    """Whether TAO of this network can be worth something."""
    facts = app.parts.feed.facts
    return kind_of(facts.network if facts else app.parts.settings.network) not in _WORTHLESS


def in_fiat(app: AppState, total: Tao | None, width: int) -> Content:
    """A total by the rate, for a panel of this width; nothing while there is none, or no worth."""
    fiat = app.parts.fiat
    return fiat_line(fiat.rate, total, fiat.now_ms, width) if has_worth(app) else Content("")
