"""Prepared situations for one account, such as a front-run or a thin pool, and the record of what happened.

The node's RPC starts and stops them. They act through the chain's own calls from accounts of their own, and write no
storage but through pallets, and the note of what they broke, which `pool_repair` puts right in an ordinary block.
"""
