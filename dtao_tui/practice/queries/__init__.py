"""Answers of the runtime APIs that clients reach by state_call, one module for each API.

`node.runtime_api` looks them up by name in `pallets.registry`. They read a view of one block, write nothing, and never
import blocks or the node.
"""
