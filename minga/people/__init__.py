"""Who: persons, the organisations of the four helices, memberships and roles."""
