"""Drills on the practice network: what each one asks for, and the debrief that ends it.

Screens call it. Only practice needs it: nothing in trading, execution or services may depend on it, and it never
changes what an order does.
"""
