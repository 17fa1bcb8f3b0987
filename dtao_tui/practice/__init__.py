"""A Substrate-compatible dTAO node in miniature, reached only over its socket.

`cli` starts it; nobody else imports it, and it imports `domain`, `settings` and bittensor_core alone, so that the app
meets it as it would meet any node. It answers programs of this machine only. What it declares of itself stands in
`declared` and is held, by meaning, against what a real runtime declares.
"""
