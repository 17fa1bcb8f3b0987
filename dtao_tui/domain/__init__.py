"""Plain integers and frozen values: amounts, the pool and its curve, quotes, holdings, orders and their states.

Everyone may import it; it imports nothing of the program but itself. It never reads or writes anything, asks no clock,
and brings in neither Textual nor the SDK. A formula names its source (pallet function, spec version).
"""
