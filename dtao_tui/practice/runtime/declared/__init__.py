"""Declarations of pallets, types, events, errors and runtime APIs, one module for each group.

`runtime.metadata` encodes them; tests hold them against metadata of the real runtime. Only data: nothing here executes.
"""
