"""The practice world on disk, so that it continues after a restart, a kill or a damaged file.

`node.persistent_node` opens it and saves each block before clients hear of it. It interprets no call and no storage.
"""
