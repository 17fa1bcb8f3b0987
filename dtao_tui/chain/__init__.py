"""The chain's adapters behind `ports`: `chain_market` reads, `chain_trading` submits, both over a `network_connection`.

Their rooms are `rpc`, `runtime`, `reading` and `submission`. Only `cli` makes the adapters. Everything that an
endpoint sends is decoded, bounded and cleaned here, at the border: beyond it there are domain values and errors with
sentences. It never signs, and it never believes an answer to a submission.
"""
