"""Tags of the room programme."""
