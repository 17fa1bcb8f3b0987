"""The account ledger: what happened to an account's money, block by block, and what follows for cost and gain.

Plain integers of rao, without a clock, a disk or a chain. `event_movements` reads a block's events, `account_changes`
holds them against what was held before and after, `statement` sums them up, `cost_book` keeps what holdings have cost.
`services.ledger` fills it and `records.ledger` stores it. What is not known is unexplained or None, never nothing.
"""
