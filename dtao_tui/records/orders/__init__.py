"""The journal of orders on disk: append-only events in `journal`, their rows, codec and checks, and what was lost.

Execution and services call it by the Protocols of ports; only cli makes it. It never asks a chain and forgets no order.
"""
