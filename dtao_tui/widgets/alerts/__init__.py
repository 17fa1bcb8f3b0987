"""What is drawn of alerts: their list, the panel of one, and the form in which one is written.

The screen in `screens.alerts` gives them values and hears their messages. They compute nothing but what is drawn and
whether a condition can be read, and know neither services nor records.
"""
