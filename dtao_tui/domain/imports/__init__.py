"""Orders, fills and notes read back from the JSON that exports write: each field checked, nothing believed.

The import command calls it. It reads no file, writes nothing, and asks no chain.
"""
