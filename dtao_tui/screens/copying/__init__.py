"""Copying what an order is: the screen that offers its texts. Screens push it; it reads nothing by itself."""
