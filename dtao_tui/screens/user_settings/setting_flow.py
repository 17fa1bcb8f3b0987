"""The flow in which a person changes one setting: asked, checked as the start checks it, confirmed, written."""

import asyncio
import re
from collections.abc import Mapping
from typing import cast

from dtao_tui.domain.text import quoted, without_controls
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.forms import Answers, Ask, Form, FormScreen
from dtao_tui.screens.user_settings.setting_effects import follow_settings
from dtao_tui.screens.user_settings.setting_rows import value_words
from dtao_tui.services.user_settings.known_settings import BY_NAME, Kind, Setting
from dtao_tui.services.user_settings.settings_desk import SettingsDesk
from dtao_tui.settings_file import NotAValue, UnusableSettings
from dtao_tui.settings_writer import Given, Place, SettingsNotWritten
from dtao_tui.widgets.keys.changed_keys import changed_keys
from dtao_tui.widgets.user_settings.setting_list import SettingLine

_USUAL = "usual"
_NUMBER = re.compile(r"-?[0-9]{1,9}")


async def change_setting(app: AppState, desk: SettingsDesk, line: SettingLine, place: Place) -> None:
    """Ask for another value of this setting, and write it."""
    setting = BY_NAME[place[0]]
    if setting.kind in (Kind.FLAG, Kind.CHOICE):
        answer = await _chosen(app, desk, setting)
    else:
        answer = await _typed(app, desk, line, place)
    if answer is not None:
        await write_setting(app, desk, place, answer[0])


async def write_setting(app: AppState, desk: SettingsDesk, place: Place, given: Given | None) -> None:
    """Write a value, or take it out of the file where it is None; what loosens a guard is asked for once more."""
    try:
        loosened = desk.loosened(place, given)
        if loosened and not await _is_sure(app, place, loosened):
            return
        settings = await asyncio.to_thread(desk.change, place, given)
    except (SettingsNotWritten, UnusableSettings) as trouble:
        app.notify(str(trouble), title="Settings", severity="warning", markup=False, timeout=12)
        return
    except NotAValue as error:
        app.notify(error.need, title="Settings", severity="warning", markup=False)
        return
    await follow_settings(app, settings)


async def _chosen(app: AppState, desk: SettingsDesk, setting: Setting) -> tuple[Given | None] | None:
    """The word that was chosen, None for the usual one; no answer where the dialog was left."""
    words = setting.choices or ("true", "false")
    usual = DialogChoice(_USUAL, "", "as usual", f"{value_words(setting.default)}; it leaves the file")
    choices = (*(DialogChoice(word, "", word) for word in words), usual)
    at = value_words(desk.in_file(setting.name)) if desk.is_in_file((setting.name,)) else _USUAL
    dialog = ChoiceDialog(app.parts, setting.name, choices, at=at, note=setting.sentence)
    chosen = await app.push_screen_wait(dialog)
    if chosen is None:
        return None
    if chosen == _USUAL:
        return (None,)
    return (chosen == "true",) if setting.kind is Kind.FLAG else (chosen,)


async def _typed(app: AppState, desk: SettingsDesk, line: SettingLine, place: Place) -> tuple[Given | None] | None:
    """What was typed, None for nothing; no answer where the form was left."""
    setting = BY_NAME[place[0]]

    def objection(answers: Answers) -> str | None:
        given = _given(setting, answers[0])
        return desk.objection(place, given) or _key_fault(desk, place, given) or None

    unit = ", τ" if setting.name == "limits" else f", {setting.unit}" if setting.unit else ""
    usual = f"as usual, {value_words(setting.default, setting.unit)}" if len(place) == 1 else "it leaves the file"
    hint = f"empty: {usual}"
    form = Form(line.name, (Ask(f"Value{unit}", "text", hint, objection),), "Write", f"{line.sentence} {line.effect}")
    answers = await app.push_screen_wait(FormScreen(app.parts, form, (_written(desk, place),)))
    return None if answers is None else (_given(setting, answers[0]),)


def _given(setting: Setting, typed: str) -> Given | None:
    """What is typed as the file takes it; None for nothing."""
    text = typed.strip()
    if not text:
        return None
    match setting.name:
        case "endpoints":
            return text.replace(",", " ").split()
        case "keys":
            return text.split()
    return int(text) if setting.kind is Kind.NUMBER and _NUMBER.fullmatch(text) else text


def _written(desk: SettingsDesk, place: Place) -> str:
    """What the file says at a place, as it is typed."""
    if not desk.is_in_file(place):
        return ""
    found = desk.in_file(place[0])
    for name in place[1:]:
        found = cast(Mapping[str, object], found)[name]
    return without_controls(" ".join(map(str, found)) if isinstance(found, tuple) else str(found))


def _key_fault(desk: SettingsDesk, place: Place, given: Given | None) -> str:
    """Why these keys would not be followed, as the start says it, or empty."""
    if place[0] != "keys" or not isinstance(given, list):
        return ""
    told = {
        id: keys for id, keys in cast(Mapping[str, tuple[str, ...]], desk.in_file("keys")).items() if id != place[1]
    }
    before = changed_keys(told).faults
    return next((fault for fault in changed_keys({**told, place[1]: given}).faults if fault not in before), "")


async def _is_sure(app: AppState, place: Place, loosened: str) -> bool:
    choices = (
        DialogChoice("keep", "", "Keep it", "Change nothing."),
        DialogChoice("loosen", "", "Loosen it", "Write it into the settings file."),
    )
    dialog = ChoiceDialog(
        app.parts, "Loosen a guard?", choices, aside=quoted(".".join(place)), at="keep", note=loosened
    )
    return await app.push_screen_wait(dialog) == "loosen"
