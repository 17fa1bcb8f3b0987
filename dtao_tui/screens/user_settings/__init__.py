"""The settings screen: every setting of the file, the keys, and what the app remembers by itself.

The app opens it; it draws with `widgets.user_settings` and reads and writes by `services.user_settings`. It never
opens the settings file itself.
"""
