"""Services that run over time: feed, hub of blocks, session, trading desk, tie to the practice node.

Screens and `cli` call it; it calls the chain, the wallet and the records through Protocols. It is asyncio without
Textual: it runs headless as well, and never knows which screen is open.
"""
