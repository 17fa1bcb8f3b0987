"""The tape as it is drawn: trades of a subnet newest first, the share of buys, and blocks that were not read.

Screens give it a `tape_view` and hear nothing of it but keys that scroll. It asks no service and reads no clock.
"""
