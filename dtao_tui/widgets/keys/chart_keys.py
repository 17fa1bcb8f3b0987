"""Rows of the table of keys for a subnet: its panels, the range and drawing of its chart, and the cursor in that."""

from dtao_tui.widgets.keys.command import Command

SUBNET_KEYS = (
    Command("v", "subnet.validators", "Validators", "Show the validators alone, or all panels.", "validators"),
    Command("d", "subnet.depth", "Depth", "Show the depth alone, or all panels.", "depth"),
    Command("space", "subnet.compare", "Compare", "Mark two validators to compare them.", "compare"),
    Command(
        "left_square_bracket",
        "subnet.shorter",
        "Shorter",
        "Show a shorter time in the chart.",
        "range(-1)",
        is_listed=False,
    ),
    Command("right_square_bracket", "subnet.longer", "Longer", "Show a longer time in the chart.", "range(1)"),
    Command(
        "equals_sign",
        "subnet.candles",
        "Candles",
        "Draw candles where all four prices were recorded, or a line.",
        "candles",
    ),
)
"""Keys of the screen that shows the chart."""

CURSOR_KEYS = (
    Command(
        "left",
        "chart.before",
        "Before",
        "Point at the column before; ⇧ goes ten.",
        "point(-1)",
        replaces=("row.left",),
        is_listed=False,
    ),
    Command(
        "right",
        "chart.next",
        "Next",
        "Point at the next column; ⇧ goes ten.",
        "point(1)",
        replaces=("row.right",),
        is_listed=False,
    ),
    Command("shift+left", "chart.before_ten", "Ten before", "Point ten columns before.", "point(-10)", is_listed=False),
    Command("shift+right", "chart.next_ten", "Ten next", "Point ten columns on.", "point(10)", is_listed=False),
    Command(
        "home",
        "chart.first",
        "First",
        "Point at the first column.",
        "point_end(-1)",
        replaces=("row.top",),
        is_listed=False,
    ),
    Command("end", "chart.last", "Now", "Point at now.", "point_end(1)", replaces=("row.bottom",), is_listed=False),
)
"""Keys of a chart that has the focus."""
