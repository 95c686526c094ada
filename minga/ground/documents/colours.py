"""The house's colours in daylight, as `web/tokens.css` has them (a test compares)."""

INK, INK_SOFT, PAPER, SURFACE = "#10282b", "#3c5357", "#f1f5f2", "#ffffff"
LINE, LINE_STRONG = "#cfdad6", "#6d8386"
BRAND, BRAND_STRONG, BRAND_SOFT, BRAND_INK = "#0b5653", "#083f3e", "#d9ebe6", "#ffffff"
ACCENT, ACCENT_SOFT, ACCENT_INK = "#f5b93e", "#fdf0d2", "#1f2410"
COPIHUE, COPIHUE_SOFT = "#b3204f", "#fbe4ea"
SUNK = "#e6edea"


def rgb(colour: str) -> tuple[int, int, int]:
    """`#0b5653` → (11, 86, 83)."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
