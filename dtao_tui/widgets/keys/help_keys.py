"""Keys of the help: it scrolls as lists do, and can be searched."""

from dtao_tui.widgets.keys.command import Command

HELP_KEYS = (
    Command("j,down", "help.down", "Down", "Scroll down.", "scroll_help(1)", is_listed=False),
    Command("k,up", "help.up", "Up", "Scroll up.", "scroll_help(-1)", is_listed=False),
    Command("g,home", "help.top", "Top", "Go to the beginning.", "scroll_help(-9999)", is_listed=False),
    Command("G,end", "help.bottom", "Bottom", "Go to the end.", "scroll_help(9999)", is_listed=False),
    Command("slash", "help.find", "Find", "Show only lines with a word in them.", "find", opens=True),
)
