"""Lines about a backfill: what it would cost, and how far it is."""

from textual.content import Content

from dtao_tui.domain.formatting import count
from dtao_tui.domain.history.backfills import (
    BackfillCost,
    BackfillProgress,
    BackfillRecord,
    BackfillState,
    mebibytes,
    minutes,
)
from dtao_tui.domain.text import cleaned
from dtao_tui.widgets.text_lines import labelled

_LABEL_CELLS = 12
_HOST_CELLS = 48
_FULL, _REST = "━", "━"
_STATES = {
    BackfillState.READING: ("reading", "$lead"),
    BackfillState.PAUSED: ("paused", "$note"),
    BackfillState.WAITING: ("waits", "$note"),
    BackfillState.DONE: ("✓ done", "$gain"),
    BackfillState.CANCELLED: ("· cancelled", "$muted"),
    BackfillState.FAILED: ("✗ ended", "$loss"),
}


def cost_lines(cost: BackfillCost) -> list[Content]:
    """What it would take, before anything is asked."""
    if not cost.samples:
        return [labelled("Missing", Content("nothing; all of it is recorded"), _LABEL_CELLS)]
    size = Content.assemble(f"about {mebibytes(cost.size)}", (" before compression", "$muted"))
    return [
        labelled("Missing", _with("bars", count(cost.samples)), _LABEL_CELLS),
        labelled("Requests", Content(f"about {count(cost.requests)}"), _LABEL_CELLS),
        labelled("Data", size, _LABEL_CELLS),
        labelled("Takes", Content.styled(f"about {minutes(cost.seconds)}", "bold $bright"), _LABEL_CELLS),
    ]


def before_line(records: list[BackfillRecord]) -> Content:
    """Which archives were read from before; empty for none."""
    hosts = ", ".join(cleaned(each.host, _HOST_CELLS) for each in records[-2:])
    return Content.styled(f"Read before from {hosts}.", "$muted") if hosts else Content("")


def progress_lines(progress: BackfillProgress, width: int) -> list[Content]:
    """Where it is: the archive, a bar, what was got, and what is left."""
    word, style = _STATES[progress.state]
    left = progress.seconds_left
    rest = "" if left is None or progress.state.is_over else f"   about {minutes(left)} left"
    return [
        labelled("Archive", Content(cleaned(progress.host, _HOST_CELLS)), _LABEL_CELLS),
        labelled("State", Content.assemble((word, f"bold {style}"), (rest, "$muted")), _LABEL_CELLS),
        Content(""),
        _bar(progress, width),
        Content(""),
        labelled("Bars", _of_total(progress), _LABEL_CELLS),
        labelled("Requests", Content(count(progress.requests)), _LABEL_CELLS),
        labelled("Data", Content(mebibytes(progress.size)), _LABEL_CELLS),
    ]


def _of_total(progress: BackfillProgress) -> Content:
    return Content.assemble(
        (count(progress.written), "bold $bright"),
        (" written", "$muted"),
        f"   {count(progress.looked)}",
        (f" of {count(progress.total)} looked for", "$muted"),
    )


def _bar(progress: BackfillProgress, width: int) -> Content:
    """A bar with its part in per cent."""
    part = progress.looked / progress.total if progress.total else 0.0
    cells = max(width - 6, 8)
    done = int(cells * part)
    # Rounded down: a bar that is full means that nothing is left.
    return Content.assemble((_FULL * done, "$lead"), (_REST * (cells - done), "$spark"), f" {int(part * 100):>3} %")


def _with(unit: str, number: str) -> Content:
    return Content.assemble(number, (f" {unit}", "$muted"))
