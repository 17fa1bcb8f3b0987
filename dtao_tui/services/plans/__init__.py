"""Plans that are confirmed, carried out step by step through the trading desk, and recorded.

Screens call `plan_desk`. A step is reviewed, compared with what was confirmed, written down and placed like any order;
whatever is not as it was shown stops the plan. Nothing here goes on by itself after a restart.
"""
