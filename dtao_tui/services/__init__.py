"""What the program does over time: the feed, the session, the ticket, the trading desk, comparisons and reconciliation.

Screens and `cli` call it; it calls the chain, the wallet and the records through Protocols. It is asyncio without
Textual, so all of it works headless. What raises here carries a sentence that a person can act on.
"""
