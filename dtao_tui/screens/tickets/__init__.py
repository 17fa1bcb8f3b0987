"""A draft on screen: the ticket's dock and panel, its verdict, and the pickers of its fields.

Market, subnet and portfolio screens open it; what it drafts is reviewed by `screens.orders`. It computes no figure
itself and waits for no chain in a key handler.
"""
