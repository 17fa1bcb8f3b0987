"""The README's table of the commands whose keys can be changed, by their ids."""

from dtao_tui.widgets.keys.changed_keys import is_changeable
from dtao_tui.widgets.keys.key_table import COMMANDS
from dtao_tui.widgets.keys.shown_keys import HELP_GROUPS


def table() -> str:
    """One row for each group of the help that has any."""
    rows = ["| where | ids, with their usual keys |", "| --- | --- |"]
    for title, scopes in HELP_GROUPS.items():
        found = [(scope, command) for scope in scopes for command in COMMANDS[scope]]
        cells = [
            f"`{command.id}` {command.key_words}".strip() for scope, command in found if is_changeable(command, scope)
        ]
        rows += [f"| {title} | {' · '.join(cells)} |"] if cells else []
    return "\n".join(rows)
