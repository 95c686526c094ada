"""What leaves a place next: boards of stops and spots, and what passes near a place."""
