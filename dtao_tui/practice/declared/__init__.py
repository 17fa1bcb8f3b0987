"""What the practice chain says of itself: pallets, types, events and runtime APIs, one module per group.

`metadata` encodes it; the runtime's pallets follow it. Nothing here runs.
"""
