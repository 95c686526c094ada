"""What every room stands on: facts, work units, the worker, access, geography, media."""
