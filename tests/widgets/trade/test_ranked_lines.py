"""Lines that give way where rows are few."""

from textual.content import Content

from dtao_tui.widgets.trade.ranked_lines import RankedLines


def lines_of(*texts: tuple[int, str]) -> RankedLines:
    lines = RankedLines()
    for rank, text in texts:
        lines.add(rank, Content(text))
    return lines


def shown(lines: RankedLines, rows: int) -> list[str]:
    return [line.plain for line in lines.fitting(rows)]


def test_the_highest_rank_goes_first_and_of_equals_the_lower_line() -> None:
    lines = lines_of((0, "get"), (5, "now"), (2, "limit"), (5, "after"))
    assert [shown(lines, rows) for rows in (4, 3, 2, 1, 0)] == [
        ["get", "now", "limit", "after"],
        ["get", "now", "limit"],
        ["get", "limit"],
        ["get"],
        ["get"],
    ]


def test_lines_that_belong_together_stay_or_go_together_and_leave_their_room_to_others() -> None:
    lines = lines_of((0, "get"), (5, "pool fee"), (5, "network fee"), (9, "largest"))
    lines.together(5)
    assert shown(lines, 3) == ["get", "pool fee", "network fee"]
    assert shown(lines, 2) == ["get", "largest"]


def test_what_stands_in_for_lines_is_drawn_once_one_of_them_is_left_out() -> None:
    lines = lines_of((0, "impact"))
    lines.stand_in(5, Content("impact, fees"))
    for fee in ("pool fee", "network fee"):
        lines.add(5, Content(fee))
    lines.together(5)
    assert shown(lines, 3) == ["impact", "pool fee", "network fee"]
    assert shown(lines, 2) == ["impact, fees"]
