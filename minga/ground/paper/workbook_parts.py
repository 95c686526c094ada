"""The fixed parts of a workbook (ECMA-376, SpreadsheetML): what surrounds its sheets."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from xml.sax.saxutils import escape, quoteattr

from minga.ground.paper.colours import BRAND_SOFT, INK

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_HEAD = (
    f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews>"
)


class Style(IntEnum):
    """The looks of cells; the numbers are places in `STYLES`."""

    PLAIN = 0
    HEAD = 1
    WRAPPED = 2
    MOMENT = 3
    PLAIN_QUOTED = 4
    HEAD_QUOTED = 5
    WRAPPED_QUOTED = 6

    @property
    def quoted(self) -> "Style":
        """The same look for a text that a program must not run."""
        return Style[f"{self.name}_QUOTED"]


WRAP = '<alignment vertical="top" wrapText="1"/>'
LOOKS = {
    Style.PLAIN: '<xf fontId="0" xfId="0"{}/>',
    Style.HEAD: f'<xf fontId="1" fillId="2" xfId="0" applyFont="1" applyFill="1"{{}}>{WRAP}</xf>',
    Style.WRAPPED: f'<xf fontId="0" xfId="0" applyAlignment="1"{{}}>{WRAP}</xf>',
}
QUOTED = ' quotePrefix="1"'
FORMATS = "".join(
    (
        *(look.format("") for look in LOOKS.values()),
        '<xf numFmtId="164" fontId="0" xfId="0" applyNumberFormat="1"/>',
        *(look.format(QUOTED) for look in LOOKS.values()),
    )
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    f'<font><b/><sz val="11"/><color rgb="FF{INK[1:]}"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    f'<fgColor rgb="FF{BRAND_SOFT[1:]}"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    f'<cellXfs count="{len(Style)}">{FORMATS}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def workbook_parts(names: Sequence[str]) -> dict[str, str]:
    """Every part but the sheets, for sheets of these names (at most 31 letters, no []:*?/\\)."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{one}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for one in numbers
    )
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{one}" r:id="rId{one}"/>'
        for one, name in zip(numbers, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{one}" Type="{OFFICE}/worksheet"'
        f' Target="worksheets/sheet{one}.xml"/>'
        for one in numbers
    )
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">'
    return {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
            '<Override PartName="/docProps/core.xml"'
            ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            f"{types}</Types>"
        ),
        "_rels/.rels": (
            f'{HEAD}{relations}<Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
            ' Target="xl/workbook.xml"/><Relationship Id="rId2"'
            f' Type="{PACKAGE}/relationships/metadata/core-properties"'
            ' Target="docProps/core.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f"<sheets>{sheets}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{HEAD}{relations}{links}<Relationship Id="rId{len(names) + 1}"'
            f' Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": STYLES,
    }


def about(title: str, at: datetime | None) -> dict[str, str]:
    """What the file says of itself; without a time it says none, so that equal rows are equal."""
    made = ""
    if at is not None:
        moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        made = "".join(
            f'<dcterms:{word} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{word}>'
            for word in ("created", "modified")
        )
    return {
        "docProps/core.xml": (
            f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{escape(title)}</dc:title><dc:creator>Minga</dc:creator>{made}"
            "</cp:coreProperties>"
        )
    }
