"""The user's settings as the app checks and changes them: what a value must be, where it comes from, what it loosens.

Screens and `cli` call it; it reads the file by `settings_file`. It knows nothing of Textual, and never writes
what no person has changed.
"""
