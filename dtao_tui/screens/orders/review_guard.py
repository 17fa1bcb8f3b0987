"""What Review says of the spend guard: the limits with this order in them, and whether the password is typed again."""

from textual.content import Content

from dtao_tui.domain.formatting import with_unit
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.text_lines import labelled, wrapped


def guard_lines(review: Review, width: int, label_cells: int) -> list[Content]:
    """A line for each limit that is set, and one where the password is asked for; none on most practice networks."""
    rows = [("24 h limit", _day(review), "$foreground"), ("order limit", _order(review), "$foreground")]
    if review.password_reason is not None:
        rows.append(("password", f"is typed again. {review.password_reason.value}", "$note"))
    return [line for row in rows if row[1] for line in _in_lines(*row, width, label_cells)]


def _day(review: Review) -> str:
    allowance, worth = review.allowance, review.worth.tao
    if allowance.limits.day is None or worth is None:
        return ""
    after = with_unit(allowance.spending.used + worth).rpartition(" ")[0]
    return f"used {after} of {with_unit(allowance.limits.day)}, this order in it"


def _order(review: Review) -> str:
    limit, worth = review.allowance.limits.order, review.worth.tao
    if limit is None or worth is None:
        return ""
    return f"{with_unit(limit)}; this order gives away up to {with_unit(worth)}"


def _in_lines(label: str, sentence: str, style: str, width: int, label_cells: int) -> list[Content]:
    lines = wrapped(sentence, max(width - label_cells, 1))
    labels = [label, *[""] * (len(lines) - 1)]
    return [labelled(word, Content.styled(line, style), label_cells) for word, line in zip(labels, lines, strict=True)]
