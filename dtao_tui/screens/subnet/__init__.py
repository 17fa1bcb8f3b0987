"""One subnet's screen: price, pool, validators and depth, beside its facts or a ticket.

The market, the portfolio and the palette open it. It mediates between panels and services, holds no arithmetic, and
never follows a number that was given to another subnet.
"""
