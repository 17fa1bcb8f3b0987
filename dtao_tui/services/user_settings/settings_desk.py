"""The settings as a person sees and changes them: what holds now, what the file says, and where each comes from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from dtao_tui.services.user_settings.known_settings import BY_NAME, Setting
from dtao_tui.services.user_settings.loosening import Limits, loosening, stricter_limits
from dtao_tui.services.user_settings.setting_checks import spend_limits, usable
from dtao_tui.settings import Settings
from dtao_tui.settings_file import NotAValue, UnusableSettings
from dtao_tui.settings_writer import ChangedMeanwhile, Given, Place, SettingsText, read_text, with_value, write_text
from dtao_tui.trading.spend_guard import SpendGuard

FILE, USUAL = "the file", "usual"


class SettingsDesk:
    """Reads and changes the settings file; it is read anew before each change, and written by a change alone."""

    def __init__(self, settings: Settings, guard: SpendGuard) -> None:
        """`settings` are those of the start."""
        self.running = settings
        """What holds now."""

        self.trouble = ""
        """Why the file cannot be used as it is now, as a sentence, or empty; it is then left as it is."""

        self._guard = guard
        self._text = SettingsText(settings.places.settings_file, None, {})

    def read(self) -> None:
        """Read the file as it is now."""
        try:
            self._text, self.trouble = read_text(self.running.places.settings_file), ""
        except UnusableSettings as error:
            self.trouble = " ".join(str(error).splitlines())

    def in_file(self, name: str) -> object:
        """What the file says of a setting now, else what it usually is; while it cannot be used, what holds."""
        if self.trouble:
            return getattr(self.running, name)
        return self._text.values.get(name, BY_NAME[name].default)

    def is_in_file(self, place: Place) -> bool:
        """Whether the file says something at this place."""
        return self._text.has(place)

    def origin(self, place: Place) -> str:
        """Where the value that holds at the next start comes from."""
        named = self.running.named_by.get(place[0])
        return named or (FILE if self.is_in_file(place) else USUAL)

    def objection(self, place: Place, given: Given | None) -> str:
        """Why a value cannot be at this place, as a sentence of those that the start tells, or empty."""
        try:
            self._after(place, given)
        except NotAValue as error:
            return error.need
        return ""

    def loosened(self, place: Place, given: Given | None) -> str:
        """What guards money and would be loosened by this, as a sentence, or empty."""
        return loosening(place[0], self.in_file(place[0]), self._after(place, given))

    def change(self, place: Place, given: Given | None) -> Settings:
        """Write a value, or take it out of the file, and give the settings that hold from now on.

        Nothing is written where nothing changes. Raises SettingsNotWritten, UnusableSettings and NotAValue.
        """
        self._after(place, given)
        try:
            after = with_value(self._text, place, given)
            write_text(self._text, after)
        except ChangedMeanwhile:
            self.read()
            raise
        self._text = after
        self._follow(BY_NAME[place[0]])
        return self.running

    def _follow(self, setting: Setting) -> None:
        """Let what can hold at once hold."""
        if setting.name == "limits":
            told = cast(Limits, self.in_file("limits"))
            self.running = replace(self.running, limits=stricter_limits(self.running.limits, told))
            self._guard.tighten(spend_limits(self.running))
        elif setting.is_at_once:
            self.running = replace(self.running, **{setting.name: self.in_file(setting.name)})  # type: ignore[arg-type]  # as above

    def _after(self, place: Place, given: Given | None) -> object:
        """The whole setting once the value is there. Raises NotAValue."""
        name, *inner = place
        if not inner:
            return BY_NAME[name].default if given is None else usable(name, given)
        return usable(name, _with_inner(_plain(self.in_file(name)), inner, given))


def _with_inner(table: dict[str, object], inner: list[str], given: Given | None) -> dict[str, object]:
    """The table with a value at a place within."""
    name, *further = inner
    found = dict(table)
    if further:
        found[name] = _with_inner(_plain(table.get(name, {})), further, given)
    elif given is None:
        found.pop(name, None)
    else:
        found[name] = given
    return found


def _plain(table: object) -> dict[str, object]:
    """A table as the file gives it."""
    assert isinstance(table, Mapping)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in table.items()}
