"""Block production: the mempool, checks of signed extrinsics, their execution, headers, finality and faults on demand.

Drills, persistence and the node use `blockchain.Chain`. It opens no socket and writes no file.
"""
