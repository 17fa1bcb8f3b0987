"""Drills on screen: their list, their course on a subnet, and the debrief.

The palette and the practice network open them. They play with practice money alone and are offered on no other
network.
"""
