"""Champions: who carries the programme on, what they learn, and hand-overs."""
