"""Widgets of the settings screen: the list of all settings, and the panel that explains one.

The screen in `screens.user_settings` makes their lines and shows them; they know neither the settings file nor what
may be set. They change nothing themselves.
"""
