"""How to move: feeds, plans, what runs now, and the alarm that wakes a passenger."""
