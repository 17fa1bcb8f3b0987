"""Lines that repaint only what has changed."""

from textual.content import Content
from textual.geometry import Region

from dtao_tui.widgets.line_list import LineList
from tests.screen import seen
from tests.widgets.alone import OneWidget


class WatchedLines(LineList):
    """Remembers which lines were painted."""

    DEFAULT_CSS = "WatchedLines { height: auto; }"

    def __init__(self) -> None:
        # The base class paints while it begins.
        self.repainted: list[Region] = []
        super().__init__()

    def refresh(self, *regions: Region, **wanted: bool) -> "WatchedLines":
        self.repainted += regions
        super().refresh(*regions, **wanted)
        return self


def lines(*texts: str) -> list[Content]:
    return [Content(text) for text in texts]


async def test_a_changed_line_is_painted_and_the_others_are_left_alone() -> None:
    shown = WatchedLines()
    async with OneWidget(shown).run_test(size=(20, 5)) as pilot:
        shown.show_lines(lines("one", "two", "three"))
        await pilot.pause()
        shown.repainted.clear()
        shown.show_lines(lines("one", "2", "three"))
        await pilot.pause()
        assert [region.y for region in shown.repainted] == [1]
        assert [line.strip() for line in seen(pilot.app).splitlines()[:3]] == ["one", "2", "three"]


async def test_a_line_in_another_style_is_painted_again() -> None:
    shown = WatchedLines()
    async with OneWidget(shown).run_test(size=(20, 5)) as pilot:
        shown.show_lines(lines("one", "two"))
        await pilot.pause()
        shown.repainted.clear()
        shown.show_lines([Content("one"), Content.styled("two", "bold")])
        assert [region.y for region in shown.repainted] == [1]
        await pilot.pause()
        shown.repainted.clear()
        shown.show_lines([Content("one"), Content.styled("two", "bold")])
        assert shown.repainted == []


async def test_more_and_fewer_lines_take_more_and_fewer_rows() -> None:
    shown = WatchedLines()
    async with OneWidget(shown).run_test(size=(20, 5)) as pilot:
        shown.show_lines(lines("one"))
        await pilot.pause()
        shown.show_lines(lines("one", "two", "three"))
        await pilot.pause()
        assert shown.size.height == 3
        assert "three" in seen(pilot.app)
        shown.show_lines(lines("only"))
        await pilot.pause()
        assert seen(pilot.app).split() == ["only"]


async def test_a_line_that_is_too_long_is_cut() -> None:
    shown = WatchedLines()
    async with OneWidget(shown).run_test(size=(10, 5)) as pilot:
        shown.show_lines(lines("0123456789abc", "next"))
        await pilot.pause()
        assert [line.strip() for line in seen(pilot.app).splitlines()[:2]] == ["0123456789", "next"]
