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


def test_lines_that_belong_together_are_one_line_where_not_all_have_room() -> None:
    lines = lines_of((0, "get"), (5, "pool fee"), (5, "network fee"), (9, "largest"))
    lines.together(5, Content("fees"))
    assert [shown(lines, rows) for rows in (4, 3, 2, 1)] == [
        ["get", "pool fee", "network fee", "largest"],
        ["get", "pool fee", "network fee"],
        ["get", "fees"],
        ["get"],
    ]


def test_what_stands_in_for_lines_is_drawn_where_none_of_them_is() -> None:
    lines = lines_of((0, "impact"))
    lines.stand_in(5, Content("impact, fees"))
    for fee in ("pool fee", "network fee"):
        lines.add(5, Content(fee))
    lines.together(5, Content("both fees"))
    assert shown(lines, 3) == ["impact", "pool fee", "network fee"]
    assert shown(lines, 2) == ["impact", "both fees"]
    assert shown(lines, 1) == ["impact, fees"]
