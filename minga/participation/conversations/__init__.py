"""Conversations: many people say what they think of short statements, and see where they agree."""
