"""Plans on screen: the dock in which one is put together, and the screen that shows, confirms and follows one.

Market, Portfolio and Subnet open the dock, the app the screen. They go through `services.plans` to do anything and
hold no arithmetic.
"""
