"""The keys of the statement."""

from dtao_tui.widgets.keys.command import Command

STATEMENT_KEYS = (
    Command("left_square_bracket", "statement.later", "Since", "Tell of a shorter time.", "since(-1)"),
    Command("right_square_bracket", "statement.earlier", "Longer", "Tell of a longer time.", "since(1)"),
    Command("N", "statement.name", "Name it", "Say what something unexplained was.", "name_entry", opens=True),
)
