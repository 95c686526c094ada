"""Public transport: a feed of any city, compiled once, planned exactly in a millisecond.

The door is `minga.kernels.planner.Network`; here is what stands behind it.
"""
