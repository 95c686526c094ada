"""A PDF in Minga's type: the fonts, the colours of the house, the furniture of a page."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from minga.ground.documents import fonts
from minga.ground.documents.colours import BRAND, BRAND_SOFT, INK, INK_SOFT, LINE, rgb
from minga.ground.documents.last_resort import write_last_resort

FAMILY, STAND_IN, LAST_RESORT = "minga", "minga-stand-in", "minga-last-resort"
Size = str | tuple[float, float]


class Paper(FPDF):
    """A document. `text`: everything that will be written, as it decides which fonts come in.

    `foot` stands at the bottom of each page beside the page's number. End with `finish`.
    """

    def __init__(
        self,
        *,
        title: str,
        text: str,
        language: str,
        at: datetime,
        foot: str = "",
        size: Size = "A4",
        unit: str = "mm",
    ) -> None:
        super().__init__("portrait", unit, size)
        self.foot = fonts.plain(foot)
        self._folder = tempfile.TemporaryDirectory(prefix="minga-paper-")
        self._add_fonts(fonts.plain(f"{text}\n{title}\n{foot} …•0123456789"))
        self.set_title(fonts.plain(title))
        self.set_creator("Minga")
        self.set_producer("Minga")
        self.set_lang(language)
        self.set_creation_date(at)
        self.set_margin(18)
        self.set_auto_page_break(True, 20)
        self.write_as()

    def _add_fonts(self, text: str) -> None:
        self.add_font(FAMILY, "", fonts.path(fonts.REGULAR))
        self.add_font(FAMILY, "B", fonts.path(fonts.BOLD))
        used = {run.font for run in fonts.runs(text.replace("\n", ""))}
        if fonts.STAND_IN in used:
            self.add_font(STAND_IN, "", fonts.path(fonts.STAND_IN))
        if fonts.LAST_RESORT in used:
            path = Path(self._folder.name) / "last-resort.ttf"
            write_last_resort(fonts.unknown(text), path)
            self.add_font(LAST_RESORT, "", path)
        behind = [name for name in (STAND_IN, LAST_RESORT) if name in self.fonts]
        if behind:
            self.set_fallback_fonts(behind, exact_match=False)

    def write_as(self, size: float = 10.5, *, bold: bool = False, colour: str = INK) -> None:
        """Choose type and colour for what comes next; `size` in points."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*rgb(colour))

    def footer(self) -> None:
        """What the document is, and the number of the page; fpdf2 calls this for each page."""
        self.set_y(-14)
        self.write_as(8.5, colour=INK_SOFT)
        room = self.epw - 20
        text = fonts.wrap(self.foot, 8.5 / self.k, room)[0] if self.foot else ""
        self.cell(room, 5, text)
        self.cell(0, 5, str(self.page_no()), align="R")

    # ------------------------------------------------------------ what a page is made of

    def heading(self, text: str, level: int = 1) -> None:
        """A heading, also an entry of the document's outline."""
        size, above = {0: (24.0, 0.0), 1: (15.5, 7.0), 2: (12.0, 4.5)}[level]
        if level:
            # A heading alone at the foot of a page helps nobody.
            self.ln(above)
            if self.get_y() > self.h - 48:
                self.add_page()
        self.start_section(fonts.plain(text).replace("\n", " "), level=level)
        self.write_as(size, bold=True, colour=BRAND if level < 2 else INK)
        self._lines(text, size * 0.42)
        self.ln(1.5)
        self.write_as()

    def say(self, text: str, *, soft: bool = False, bold: bool = False, indent: float = 0) -> None:
        """A paragraph."""
        self.write_as(bold=bold, colour=INK_SOFT if soft else INK)
        self.set_x(self.l_margin + indent)
        self._lines(text, 5.2)
        self.ln(1)
        self.write_as()

    def point(self, text: str) -> None:
        """One line of a list."""
        self.write_as()
        self.cell(5, 5.2, "•")
        self._lines(text, 5.2)
        self.ln(0.8)

    def _lines(self, text: str, height: float) -> None:
        self.multi_cell(
            0, height, fonts.plain(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def rows(
        self, head: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """A table; its head comes again on each page."""
        self.set_draw_color(*rgb(LINE))
        self.write_as(9.5)
        named = FontFace(emphasis="BOLD", color=rgb(INK), fill_color=rgb(BRAND_SOFT))
        with self.table(
            col_widths=tuple(widths),
            text_align="LEFT",
            headings_style=named,
            line_height=4.8,
            padding=1.3,
            v_align="TOP",
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        ) as table:
            for cells in (head, *lines):
                row = table.row()
                for cell in cells:
                    row.cell(fonts.plain(cell))
        self.ln(2)
        self.write_as()

    def picture(self, file: Path, text: str, *, width: int, height: int) -> None:
        """A picture as wide as the page or half as high, with its words below."""
        scale = min(self.epw / width, (self.eph * 0.55) / height)
        if self.get_y() + height * scale + 10 > self.h - 20:
            self.add_page()
        self.image(str(file), w=width * scale, h=height * scale, alt_text=fonts.plain(text))
        self.ln(1.5)
        if text:
            self.say(text, soft=True)

    def finish(self) -> bytes:
        """The document; nothing can be written afterwards."""
        try:
            return bytes(self.output())
        finally:
            for font in self.fonts.values():
                if isinstance(font, TTFFont):
                    font.ttfont.close()
            self._folder.cleanup()
