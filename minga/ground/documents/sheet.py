"""A PDF in Minga's type: the fonts, the colours of the house, the furniture of a page."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from minga.ground.documents import fonts
from minga.ground.documents.colours import BRAND, BRAND_SOFT, INK, INK_SOFT, LINE, rgb
from minga.ground.documents.last_resort import write_last_resort

FAMILY, STAND_IN, LAST_RESORT = "minga", "minga-stand-in", "minga-last-resort"
Size = str | tuple[float, float]
ROW_SIZE, ROW_LINE, ROW_PAD = 9.5, 4.8, 1.3
"""Of a table: the size of the type in points, the height of a line and the room around, in mm."""


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
        self.on_row: Callable[[int], None] = lambda row: None
        self._rows_written = 0
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
        used = {fonts.font_for(sign, bold=False) for sign in set(text) - {"\n"}}
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
        """A table; its head comes again on each page.

        Row by row, in time that grows with the text: the table of fpdf2 looks at every row for
        each row. A row that is longer than a page goes on where the next one begins.
        """
        columns = [self.epw * width / sum(widths) for width in widths]
        self._row(head, columns, ())
        for cells in lines:
            self._row(cells, columns, head)
            self._rows_written += 1
            self.on_row(self._rows_written)
        self.ln(2)
        self.write_as()

    def _row(self, cells: Sequence[str], columns: Sequence[float], head: Sequence[str]) -> None:
        """One row; a head is without one above it."""
        is_head = not head
        texts = [
            fonts.wrap(cell, ROW_SIZE / self.k, width - 2 * ROW_PAD, bold=is_head)
            for cell, width in zip(cells, columns, strict=True)
        ]
        rest = max(map(len, texts))
        height = rest * ROW_LINE + 2 * ROW_PAD
        if height > self._room and (height < self.eph / 2 or self._room < 4 * ROW_LINE):
            self._go_on(columns, head)
        first = 0
        while first < rest:
            fitting = max(1, int((self._room - 2 * ROW_PAD) / ROW_LINE))
            self._row_part([lines[first : first + fitting] for lines in texts], columns, is_head)
            first += fitting
            if first < rest:
                self._go_on(columns, head)

    @property
    def _room(self) -> float:
        """How high what comes next may be on this page."""
        return float(self.page_break_trigger - self.get_y())

    def _go_on(self, columns: Sequence[float], head: Sequence[str]) -> None:
        self.add_page()
        if head:
            self._row(head, columns, ())

    def _row_part(
        self, texts: Sequence[Sequence[str]], columns: Sequence[float], is_head: bool
    ) -> None:
        top, left = self.get_y(), self.l_margin
        height = max(map(len, texts)) * ROW_LINE + 2 * ROW_PAD
        self.set_draw_color(*rgb(LINE))
        if is_head:
            self.set_fill_color(*rgb(BRAND_SOFT))
            self.rect(left, top, self.epw, height, style="F")
        self.write_as(ROW_SIZE, bold=is_head)
        for lines, width in zip(texts, columns, strict=True):
            for number, line in enumerate(lines):
                self.set_xy(left + ROW_PAD, top + ROW_PAD + number * ROW_LINE)
                if line:
                    self.cell(width - 2 * ROW_PAD, ROW_LINE, line)
            left += width
        self.line(self.l_margin, top + height, self.l_margin + self.epw, top + height)
        self.set_xy(self.l_margin, top + height)

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
