"""The journal of orders on disk: append-only events in `records.orders.journal`, their rows, codec, checks and losses.

Execution and services call it by the Protocols of ports; only cli makes it. It asks no chain and forgets no order.
"""
