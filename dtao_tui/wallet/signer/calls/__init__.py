"""What the signer may sign: calls read by layouts of its own, and judged by its own rules.

The signer's process and the checks of a chain's description use it. `call_table` holds pallets, numbers and fields as
literals, `call_reading` reads bytes by them, `signing_policy` judges what was read by the rows of `signing_rules`. It
asks nothing of an endpoint and opens no file.
"""
