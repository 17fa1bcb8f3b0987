"""What the practice chain says of itself: pallets, types and runtime APIs, one module per group."""
