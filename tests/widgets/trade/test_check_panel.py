"""The panel of checks: what failed first, then what must be known, then what passed in two columns, at any size."""

import pytest
from textual.geometry import Region

from dtao_tui.domain.text import cells
from dtao_tui.domain.trades.check import Check
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.trade.check_panel import ChecksPanel, check_lines
from dtao_tui.widgets.trade.checks import CheckSummary, Verdict
from tests.screen import seen
from tests.widgets.alone import OneWidget

PASSED = tuple(Check(f"check{number}", True, fact=f"fact {number}") for number in range(13))
FAILED = Check("limit", False, "Too little is allowed.", "fills", "needs 1 %, has 0.5 %")
NOTED = Check("rest", True, "It is sold too.", "what stays", "0.2 γ, sold too", is_note=True)
LONG = Check("second", True, fact="agrees on runtime, reserves, weights, fee, names")


def lines(*checks: Check, width: int = 68, rows: int = 9, pending: tuple[str, ...] = ()) -> list[str]:
    return [line.plain.rstrip() for line in check_lines(Verdict(checks, frozenset(pending)), width, rows)]


def test_what_failed_comes_first_then_a_blank_row_then_two_columns() -> None:
    shown = lines(FAILED, *PASSED)
    assert shown[:2] == ["✗ fills       needs 1 %, has 0.5 %", ""]
    assert shown[2] == "✓ check0      fact 0                  ✓ check7      fact 7"
    assert len(shown) == 9


def test_a_note_stands_between_what_failed_and_what_passed() -> None:
    assert [line[:1] for line in lines(PASSED[0], NOTED, FAILED)] == ["✗", "!", "", "✓"]


def test_a_fact_that_is_too_long_for_a_column_has_a_line_of_its_own() -> None:
    assert lines(LONG, *PASSED[:2])[-1] == "✓ second      agrees on runtime, reserves, weights, fee, names"


def test_what_is_asked_of_the_chain_keeps_its_place_among_them() -> None:
    assert lines(PASSED[0], pending=("chain",)) == [
        "✓ check0      fact 0                  · chain       is being asked"
    ]


@pytest.mark.parametrize("width", [40, 52, 68, 90])
@pytest.mark.parametrize("rows", [1, 3, 5, 9, 16])
def test_nothing_is_wider_or_longer_than_the_panel_and_what_failed_is_never_left_out(width: int, rows: int) -> None:
    shown = lines(FAILED, NOTED, LONG, *PASSED, width=width, rows=rows)
    assert len(shown) <= rows
    assert all(cells(line) <= width for line in shown)
    assert shown[0].startswith("✗ fills")


def test_what_has_no_room_is_counted() -> None:
    shown = lines(FAILED, *PASSED, rows=4)
    assert shown[-1] == "✓ 9 more"


def test_a_long_failure_without_a_fact_says_its_sentence_as_far_as_it_goes() -> None:
    shown = lines(Check("account", False, "A word. " * 20), width=40)[0]
    assert cells(shown) == 40
    assert shown.endswith("…")


async def test_a_new_fact_draws_the_row_that_it_is_in_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = ChecksPanel()
    panel.styles.border = ("round", "white")
    async with OneWidget(panel).run_test(size=(80, 20)) as pilot:
        panel.show(Verdict(PASSED))
        await pilot.pause()
        assert "13 of 13" in seen(pilot.app)
        drawn: list[Region] = []
        monkeypatch.setattr(LineList, "refresh", lambda _, *regions, **__: drawn.extend(regions))
        panel.show(Verdict((Check("check0", True, fact="another"), *PASSED[1:])))
        assert [(region.y, region.height) for region in drawn] == [(0, 1)]
        assert panel.lines.lines[0].plain.split() == ["✓", "check0", "another", "✓", "check7", "fact", "7"]


@pytest.mark.parametrize(
    ("checks", "pending", "width", "words"),
    [
        ((*PASSED, Check("chain", True)), (), 30, "✓ 13  ✓ chain"),
        (PASSED, ("chain",), 30, "✓ 13  · chain"),
        ((*PASSED, NOTED), (), 30, "✓ 13  ! rest"),
        ((*PASSED, NOTED, FAILED), (), 30, "✓ 13 others  ! rest"),
        ((*PASSED, NOTED, Check("chain", True)), (), 14, "✓ 14  ! rest"),
        ((*PASSED, NOTED, FAILED), (), 16, "✓ 13 others  ! 1"),
        ((), (), 30, ""),
    ],
)
async def test_one_line_counts_them_all(
    checks: tuple[Check, ...], pending: tuple[str, ...], width: int, words: str
) -> None:
    summary = CheckSummary()
    summary.styles.width = width
    async with OneWidget(summary).run_test(size=(60, 5)):
        summary.show(Verdict(checks, frozenset(pending)))
        assert str(summary.content) == words


def test_a_note_says_what_must_be_known() -> None:
    with pytest.raises(ValueError, match="a note has passed"):
        Check("rest", True, is_note=True)
    with pytest.raises(ValueError, match="a note has passed"):
        Check("rest", False, "Wrong.", is_note=True)
