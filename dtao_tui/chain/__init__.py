"""The chain behind Protocols: others know `gateway`, `extrinsics`, `keys` and `trouble`; the rest implements them.

Services and the wallet name the Protocols; only `cli` makes the adapters. Everything that an endpoint sends is decoded,
bounded and cleaned here, at the border: beyond it there are domain values and errors with sentences. It never signs,
and it never believes an answer to a submission.
"""
