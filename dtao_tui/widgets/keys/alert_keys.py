"""The keys of the alerts and of the form in which one is written."""

from dtao_tui.widgets.keys.command import Command

ALERT_KEYS = (
    Command("enter", "alerts.edit", "Edit", "Change the chosen alert.", "edit", replaces=("row.open",), opens=True),
    Command("n", "alerts.new", "New", "Write a new alert.", "create", opens=True),
    Command("space", "alerts.switch", "On, off", "Turn the chosen alert off, or on again.", "switch"),
    Command("d", "alerts.draft", "Draft", "Open the ticket that the alert offers; nothing is signed by it.", "draft"),
    Command("f", "alerts.filter", "Show", "Show all alerts, those that fired, or those that are off.", "next_filter"),
    Command(
        "delete,backspace", "alerts.remove", "Remove", "Remove the chosen alert with its firings.", "remove", opens=True
    ),
)
"""In the list of alerts."""

ALERT_FORM_KEYS = (
    Command("ctrl+s", "alert_form.save", "Save", "Keep the alert as it is written.", "save"),
    Command("escape", "alert_form.drop", "Drop", "Leave the form and change nothing.", "drop", replaces=("back",)),
)
"""While an alert is written."""
