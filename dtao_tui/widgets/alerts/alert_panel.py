"""The panel of one alert: what fired, when it fires, what happens then, and its last firings."""

from dataclasses import dataclass

from textual.content import Content

from dtao_tui.domain.alerts.alert_text import fired_value, firing_sentence
from dtao_tui.domain.alerts.firings import KeptFiring
from dtao_tui.domain.formatting import NOTHING, change, count, fine
from dtao_tui.domain.session_prices import change_between
from dtao_tui.widgets.alerts.alert_words import AlertView, day_and_time
from dtao_tui.widgets.drawn_view import DrawnView
from dtao_tui.widgets.text_lines import digits, group, labelled, stacked, wrapped

LABEL = 10
MOST_LISTED = 20
"""Firings that are listed."""

_CHANGE_STYLES = {1: "$gain", -1: "$loss", 0: "$dim"}

RULES = (
    "True at 2 final samples, a trade at once",
    "Again after 10 % back and 10 min",
    "Never on stale or backfilled data",
)


@dataclass(frozen=True, slots=True)
class PanelView:
    """One alert, and what the record says of its condition."""

    alert: AlertView
    recent: str = ""
    """How often it was true in the last days, as far as it was recorded."""

    draft: str = ""
    """What its draft would be now; empty where it offers none."""

    draft_key: str = "d"
    """What opens it."""


class AlertPanel(DrawnView[PanelView]):
    """Draws one alert."""

    def drawn(self, view: PanelView, width: int) -> Content:
        """The groups below each other."""
        alert = view.alert
        return stacked(
            [
                *_fired(alert, width),
                *_draft(view, width),
                *_when(view, width),
                *_then(alert, width),
                *rule_lines(width),
                *_firings(alert, width),
            ]
        )


def rule_lines(width: int) -> list[Content]:
    """When alerts fire, as all of them do."""
    told = [line for rule in RULES for line in wrapped(rule, width)]
    return [group("Rules", width), *(Content.styled(line, "$muted") for line in told), Content("")]


def _fired(view: AlertView, width: int) -> list[Content]:
    newest = view.newest
    if view.trouble:
        return [*(Content.styled(line, "$loss") for line in wrapped(view.trouble, width)), Content("")]
    if newest is None or not view.is_unread:
        return []
    firing = newest.firing
    head = Content.assemble(
        ("! Fired", "bold $note"), ("  ", ""), (f"{day_and_time(firing.at)}, block {count(firing.block)}", "$muted")
    )
    told = wrapped(firing_sentence(view.alert, firing, view.condition), width)
    lines = [head, *(Content.styled(line, "bold $bright") for line in told)]
    if firing.trade is not None and firing.trade.before and firing.trade.after:
        move = change(change_between(firing.trade.before, firing.trade.after))
        lines.append(
            Content.assemble(
                (str(fine(firing.trade.before, decimals=6)), "$muted"),
                (" → ", "$muted"),
                digits(fine(firing.trade.after, decimals=6)),
                ("   ", ""),
                (f"{move} %", _CHANGE_STYLES[move.direction]),
            )
        )
    if newest.note:
        lines += [Content.styled(line, "$loss") for line in wrapped(f"{newest.note}.".capitalize(), width)]
    return [*lines, Content("")]


def _draft(view: PanelView, width: int) -> list[Content]:
    if not view.draft:
        return []
    opens = f" Open ticket {view.draft_key} "
    button = Content.assemble((opens, "bold $ink on $lead"), ("  nothing is signed by it", "$muted"))
    return [group("Draft", width), Content.styled(view.draft, "bold $bright"), button, Content("")]


def _when(view: PanelView, width: int) -> list[Content]:
    alert, condition = view.alert.alert, view.alert.condition
    lines = [
        group("When", width),
        _field("Name", alert.name, width),
        _field("For", view.alert.where, width),
        _field("If", alert.condition, width),
    ]
    read_as = condition.words if condition else "This version cannot read the condition."
    style = "$muted" if condition else "$loss"
    said = [(line, style) for line in wrapped(read_as, width - LABEL - 1)]
    said += [(line, "$muted") for line in wrapped(view.recent, width - LABEL - 1) if line]
    return [*lines, *(Content.styled(" " * (LABEL + 1) + line, style) for line, style in said), Content("")]


def _then(view: AlertView, width: int) -> list[Content]:
    alert = view.alert
    marks = ((alert.rings_bell, "bell"), (alert.shows_toast, "toast"), (bool(alert.command), "command"))
    told = Content("  ").join(
        [Content.assemble(("✓ ", "$gain") if is_on else ("· ", "$dim"), word) for is_on, word in marks]
    )
    draft = f"{alert.draft.op.value} {alert.draft.amount}" if alert.draft else "none"
    return [
        group("Then", width),
        labelled("Tell", told, LABEL),
        _field("Draft", draft, width),
        _field("Command", command_text(alert.command) or "none", width),
        Content(""),
    ]


def _firings(view: AlertView, width: int) -> list[Content]:
    lines = [group("Fired", width, count(len(view.firings)) if view.firings else "")]
    if not view.firings:
        return [*lines, Content.styled("never", "$muted")]
    return [*lines, *(_firing_line(each, view).truncate(width, ellipsis=True) for each in view.firings[:MOST_LISTED])]


def _firing_line(kept: KeptFiring, view: AlertView) -> Content:
    firing = kept.firing
    value = fired_value(firing, view.condition) if firing.value else NOTHING
    note = kept.note or ("while away" if firing.is_away else "")
    where = "" if view.alert.subnet is not None else f"  {firing.label}"
    return Content.assemble(
        (f"{day_and_time(firing.at):<16}", "$muted"),
        (f"{value:>13}", ""),
        (f"  {note}" if note else "", "$note"),
        (where, "$muted"),
    )


def _field(label: str, text: str, width: int) -> Content:
    room = max(width - LABEL, 1)
    value = Content(f" {text}").truncate(room, ellipsis=True, pad=True)
    return labelled(label, value.stylize("on $field"), LABEL)


def command_text(command: tuple[str, ...]) -> str:
    """A command as it is typed."""
    import shlex

    return shlex.join(command)
