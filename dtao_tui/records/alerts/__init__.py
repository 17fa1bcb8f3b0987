"""The record of alerts: the alerts of each chain, how far each of them is, and its firings, in one private file.

Services call it by `ports.alert_store`; only cli makes it. Several programs may write at once. What is damaged is left
out or moved aside, and said; nothing here decides when an alert fires.
"""
