"""What the user keeps: the journal of orders and the prices last seen, in private SQLite files, and who may write them.

Services call it. A record is on disk when a method returns; a form of before is led to the present one step by step
(`schema`), a newer one is refused, and only damage is moved aside. It never holds a secret and never asks the chain.
"""
