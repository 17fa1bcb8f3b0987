"""Alerts outside of the app: watched beside the headless recorder, and the command `alerts`.

Only `cli` calls it. It opens the record of alerts, prints what is kept there and changes it. It never signs anything.
"""
