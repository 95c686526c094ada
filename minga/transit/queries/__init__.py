"""What pages, API and the planner read."""
