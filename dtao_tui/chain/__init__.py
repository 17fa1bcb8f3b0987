"""The chain's `adapters` behind `ports`, and their rooms: `rpc`, `runtime`, `reading`, `submission`.

Only `cli` makes the adapters. Everything that an endpoint sends is decoded, bounded and cleaned here, at the border:
beyond it there are domain values and errors with sentences. It never signs, and it never believes an answer to a
submission.
"""
