"""Notes of a workshop's boards, taken over into the programme with their origin."""
