"""Measurements: one JSON line per run in `bench/results/`, floors and peers beside ours."""
