"""Interviews, challenges from officials and citizens, and how they are sorted."""
