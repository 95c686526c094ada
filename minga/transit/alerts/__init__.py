"""What passengers are warned of: service alerts, and incidents that cause them."""
