"""Reading the past of a market from an archive: an endpoint of its own, reads alone, storage by each block's runtime.

`cli` gives it to the backfill service by the Protocols of ports. It never asks about an account, and never sends.
"""
