"""The lines of the settings screen: what each setting is, where that comes from, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import cast

from dtao_tui.domain.text import cleaned, quoted
from dtao_tui.ports.networks import ENDPOINTS, FINNEY, LOCAL, NAMES, TEST
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.theme import theme_fault
from dtao_tui.services.user_settings.known_settings import BY_NAME, KEYS, SETTINGS, Kind, Setting
from dtao_tui.services.user_settings.settings_desk import FILE, USUAL, SettingsDesk
from dtao_tui.settings import PRACTICE
from dtao_tui.settings_file import RULES
from dtao_tui.settings_memory import ThemeMemory, ToleranceMemory
from dtao_tui.settings_writer import Place
from dtao_tui.widgets.keys.changed_keys import changed_keys
from dtao_tui.widgets.keys.key_table import COMMANDS
from dtao_tui.widgets.user_settings.setting_list import SettingLine

NEW_KEY = "keys"
"""The line that gives a command another key."""

AT_ONCE, AT_START = "A change holds at once.", "A change holds at the next start."
_SIGNS = "A key is a sign such as f, F or ?, or space, ctrl+f or f5; several are written with blanks between them."
_LIMITS = {
    "order": "The most TAO that one order may take.",
    "day": "The most TAO that all orders of 24 hours may take.",
    "reauth_above": "Orders that together take more TAO ask for the password again.",
}
_EFFECTS = {
    "limits": "A lower limit holds at once, a higher one at the next start.",
    "read_only": "Turned on it holds at once; turned off, at the next start.",
}
_LONGEST = 200
"""Cells of a text of the file that are shown."""

_PUBLIC = {PRACTICE: "its own node", LOCAL: ENDPOINTS[LOCAL][0]}
_COMMANDS = {command.id: command for commands in COMMANDS.values() for command in commands}


def place_of(id: str) -> Place:
    """Where the setting of a line stands in the file."""
    name, _, rest = id.partition(".")
    if name == "limits":
        network, _, field = rest.rpartition(".")
        return name, network, field
    return (name, rest) if rest else (name,)


def setting_lines(app: AppState, desk: SettingsDesk) -> Iterator[SettingLine]:
    """All settings of the file, the keys last."""
    for setting in SETTINGS:
        match setting.name:
            case "endpoints":
                yield from _endpoint_lines(desk)
            case "limits":
                yield from _limit_lines(app, desk)
            case "keys":
                yield from _key_lines(desk)
            case _:
                yield _plain_line(app, desk, setting)


def value_words(value: object, unit: str = "") -> str:
    """A value as it is shown; a text of the file may hold what a terminal would obey."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return cleaned(", ".join(map(str, value)), _LONGEST)
    return cleaned(f"{value} {unit}".rstrip(), _LONGEST) if value not in ("", None) else "–"


def _plain_line(app: AppState, desk: SettingsDesk, setting: Setting) -> SettingLine:
    name, unit = setting.name, setting.unit
    now, told, named = getattr(desk.running, name), desk.in_file(name), desk.running.named_by.get(name)
    if name == "read_only" and desk.running.stays_read_only:
        now = True
    later = value_words(told, unit) if not named and told != now else ""
    value, origin = value_words(now, unit), desk.origin((name,))
    if name == "theme" and not now:
        remembered = ThemeMemory(desk.running.places.theme).load()
        value, origin = app.theme, "remembered" if remembered == app.theme else USUAL
    return SettingLine(
        id=name,
        group=setting.group,
        name=name,
        value=value,
        origin=origin,
        sentence=" ".join([setting.sentence, *_asides(app, desk, name)]),
        effect=" ".join([*_need(setting), _EFFECTS.get(name, AT_ONCE if setting.is_at_once else AT_START)]),
        later=later,
        fault=theme_fault(str(now)) if name == "theme" else "",
        is_own=desk.is_in_file((name,)) or named is not None,
    )


def _asides(app: AppState, desk: SettingsDesk, name: str) -> Iterator[str]:
    """What comes before the file."""
    if named := desk.running.named_by.get(name):
        said = f"; the file says {value_words(desk.in_file(name))}" if desk.is_in_file((name,)) else ""
        yield f"Now {named} says it, and comes before the file{said}."
    if name == "tolerance" and app.snapshot is not None:
        remembered = ToleranceMemory(desk.running.places.tolerances).tolerance(app.snapshot.genesis)
        if remembered:
            yield f"On {app.snapshot.network} {remembered} % was used last, and comes first."


def _need(setting: Setting) -> Iterator[str]:
    """What it can be, as the sentence for a wrong value says it."""
    if setting.kind in (Kind.NUMBER, Kind.CHOICE):
        need = RULES[setting.name][-1][1]
        yield f"{need[:1].upper()}{need[1:]}."


def _endpoint_lines(desk: SettingsDesk) -> Iterator[SettingLine]:
    setting = BY_NAME["endpoints"]
    now = desk.running.endpoints
    told = cast(Mapping[str, tuple[str, ...]], desk.in_file("endpoints"))
    for network in dict.fromkeys((FINNEY, TEST, LOCAL, PRACTICE, *told)):
        usual = _PUBLIC.get(network, "the public ones")
        value = value_words(now[network]) if network in now else usual
        later = value_words(told[network]) if network in told else usual
        yield SettingLine(
            id=f"endpoints.{network}",
            group=setting.group,
            name=f"endpoints.{_short(network)}",
            value=value,
            origin=desk.origin(("endpoints", network)),
            sentence=setting.sentence,
            effect=f"Several are written with blanks between them. {AT_START}",
            later=later if later != value else "",
            is_own=network in told,
        )


def _limit_lines(app: AppState, desk: SettingsDesk) -> Iterator[SettingLine]:
    setting = BY_NAME["limits"]
    told = cast(Mapping[str, Mapping[str, str]], desk.in_file("limits"))
    here = app.snapshot.network if app.snapshot else ""
    for network in dict.fromkeys((*([here] if here in NAMES else []), FINNEY, *told)):
        for field, sentence in _LIMITS.items():
            value = _limit_words(desk.running.limits.get(network, {}).get(field))
            later = _limit_words(told.get(network, {}).get(field))
            yield SettingLine(
                id=f"limits.{network}.{field}",
                group=setting.group,
                name=f"limits.{_short(network)}.{field}",
                value=value,
                later=later if later != value else "",
                origin=desk.origin(("limits", network, field)),
                sentence=f"{sentence} It holds for every account on {_short(network)}, besides its own limits.",
                effect=_EFFECTS["limits"],
                is_own=desk.is_in_file(("limits", network, field)),
            )


def _limit_words(text: str | None) -> str:
    return f"{cleaned(text, _LONGEST)} τ" if text else "–"


def _short(network: str) -> str:
    """A network's name, or the beginning of its genesis hash."""
    return network if network in NAMES else f"{cleaned(network, 6).removesuffix('…')}…"


def key_line(id: str, written: tuple[str, ...] = (), fault: str = "") -> SettingLine:
    """The line of a command with the keys that the file gives it."""
    command = _COMMANDS.get(id)
    usual = f" Usually {command.key_words}." if command is not None and command.key else ""
    return SettingLine(
        id=f"keys.{id}",
        group=KEYS,
        name=cleaned(id, _LONGEST),
        value=value_words(written),
        origin=FILE,
        sentence=f"{command.words.rstrip(' …')}: {command.tooltip}{usual}" if command is not None else "No command.",
        effect=f"{_SIGNS} {AT_ONCE}",
        fault=fault,
        is_own=True,
    )


def _key_lines(desk: SettingsDesk) -> Iterator[SettingLine]:
    told = cast(Mapping[str, tuple[str, ...]], desk.in_file("keys"))
    changed = changed_keys(told)
    for id, written in told.items():
        fault = next((each for each in changed.faults if each.startswith((quoted(id), quoted(id, 40)))), "")
        yield key_line(id, written, fault)
    yield SettingLine(
        id=NEW_KEY,
        group=KEYS,
        name="another command …",
        value="",
        origin="",
        sentence="Give a command another key, or several. What signs, confirms or works in a field keeps its keys.",
        effect=AT_ONCE,
    )
