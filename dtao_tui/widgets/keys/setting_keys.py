"""The keys of the settings."""

from dtao_tui.widgets.keys.command import Command

SETTING_KEYS = (
    Command(
        "enter",
        "settings.change",
        "Change",
        "Change the chosen setting.",
        "change_setting",
        replaces=("row.open",),
        opens=True,
    ),
    Command(
        "delete,backspace",
        "settings.usual",
        "As usual",
        "Take the chosen setting out of the file, so that it is as usual.",
        "unset_setting",
        opens=True,
    ),
    Command("r", "settings.read", "Read again", "Read the settings file again.", "read_settings"),
)
"""In the list of settings."""
