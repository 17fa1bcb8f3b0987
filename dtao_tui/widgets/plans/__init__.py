"""What is drawn of plans: their steps, costs, shares, the running step, and the figures of a plan's ticket.

Screens in `screens.plans` give them values and hear their messages. They compute nothing but what is drawn, and know
neither the desk nor the records.
"""
