"""What a changed setting does to the app that is running."""

from dataclasses import replace

from textual import constants

from dtao_tui.screens.app_state import AppState
from dtao_tui.settings import Settings
from dtao_tui.widgets.keys.changed_keys import changed_keys


async def follow_settings(app: AppState, settings: Settings) -> None:
    """Let these settings hold from now on. Read-only is turned on here, and left by the password alone."""
    before = app.parts.settings
    app.parts = replace(app.parts, settings=settings)
    session = app.parts.session
    session.take(settings)
    if settings.read_only and not before.read_only:
        await session.go_read_only()
    if settings.theme != before.theme:
        app.theme = app.wanted_theme()
    if settings.calm != before.calm:
        app.animation_level = "none" if settings.calm else constants.TEXTUAL_ANIMATIONS
    if settings.keys != before.keys:
        app.changed_keys = changed_keys(settings.keys)
        app.set_keymap(app.changed_keys.keymap())
    app.money_changes += 1
    app.beats += 1
