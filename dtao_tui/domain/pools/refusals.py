"""Refusals of a pool, by the names of the chain's errors."""


class PoolRefusal(Exception):
    """The pool does not take this order; `str(error)` is a sentence to show, the class name is the chain's."""

    sentence = "The pool refuses this order."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class SwapInputTooLarge(PoolRefusal):
    """The net amount is over 1,000 times the reserve it is paid into."""

    sentence = "This is over 1,000 times what the pool holds; the chain takes no such order."


class ReservesTooLow(PoolRefusal):
    """The paying side holds under 1,000,000 rao, or the order is so small that nothing would come out."""

    sentence = "The pool holds too little to pay anything for this."


class PriceLimitExceeded(PoolRefusal):
    """The price is already at or beyond the limit."""

    sentence = "The price is already at or beyond the limit."


class InsufficientLiquidity(PoolRefusal):
    """The gross amount is over 1,000 times the reserve, or the pool cannot pay what it owes."""

    sentence = "The pool holds too little for an order of this size."


class ReservesOutOfBalance(PoolRefusal):
    """New liquidity would push a weight out of 0.01 to 0.99."""

    sentence = "The pool cannot take this liquidity without leaving its range of weights."
