"""Room of the operations: their table, and the intents that lead across subnets or accounts.

Trading, the ticket and the commands read the table. It knows nothing of a chain, a clock or a screen; the intents of
one pool, and what all intents share, are in `trades.intents`.
"""
