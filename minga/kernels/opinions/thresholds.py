"""When groups are worth showing; apart from the mathematics, so that pages can say it too."""

STABLE, CLEAR = 0.75, 0.5
"""Groups are worth showing when they come back in each resample (STABLE) and stand apart (CLEAR,
"reasonable structure" in Kaufman and Rousseeuw 1990). Worlds drawn with 60 to 300 people: votes
without groups give a stability of 0.1 to 0.2, camps 0.8 and more; opinions spread along one line
0.4 to 0.9, and most of them fail for not standing apart. The sharpest lines pass: two ends of one
line can look like two groups, and no measure tells them from camps for sure.
"""
