"""Alerts on screen: their list with the panel of one, and the form in which one is written.

The app opens it. It changes alerts through `services.alerts` alone, opens tickets as drafts, and never signs. What an
alert says is computed by `domain.alerts` and drawn by `widgets.alerts`.
"""
