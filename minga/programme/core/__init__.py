"""The programme itself: phases, nodes of every kind, the graph between them, workshops."""
