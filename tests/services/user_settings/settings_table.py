"""The README's table of settings, made from what the settings screen shows."""

from dtao_tui.services.user_settings.known_settings import SETTINGS, Setting


def table() -> str:
    """A row for each setting: its name, what it usually is, what it does, and from when on a change holds."""
    rows = [f"| `{each.name}` | {_usual(each)} | {each.sentence}{_effect(each)} |" for each in SETTINGS]
    return "\n".join(["| setting | usually | what it does |", "| --- | --- | --- |", *rows])


def _effect(setting: Setting) -> str:
    return "" if setting.is_at_once else " (From the next start on.)"


def _usual(setting: Setting) -> str:
    value = setting.default
    if value in (None, "") or not isinstance(value, bool | int | str):
        return "–"
    shown = str(value).lower() if isinstance(value, bool) else f"{value} {setting.unit}".rstrip()
    return f"`{shown}`"
