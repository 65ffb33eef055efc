"""The parts of an OpenDocument spreadsheet that hold no rows (ODF 1.2): styles, how a sheet opens, and what is in the file."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from traincollega.exports.sheets import HEADING

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMES = {
    "config": "config", "fo": "xsl-fo-compatible", "manifest": "manifest", "number": "datastyle", "office": "office",
    "style": "style", "table": "table", "text": "text",
}  # fmt: skip
SPACES = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in NAMES.items())
SIGN_WIDTH = 0.22
"""Centimetres that a sign is wide."""
SPLIT = (
    ("VerticalSplitMode", "short", 2), ("VerticalSplitPosition", "int", 1), ("ActiveSplitRange", "short", 2),
    ("PositionBottom", "int", 1),
)  # fmt: skip

DATA_STYLES = """
<number:text-style style:name="as-text"><number:text-content/></number:text-style>
<number:number-style style:name="as-number"><number:number number:min-integer-digits="1"/></number:number-style>
<number:time-style style:name="as-hours" number:truncate-on-overflow="false">
<number:hours/><number:text>:</number:text><number:minutes number:style="long"/></number:time-style>
<number:percentage-style style:name="as-percent">
<number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
<number:date-style style:name="as-date"><number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<number:date-style style:name="as-moment"><number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/><number:text> </number:text>
<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
""" + "\n".join(
    f'<style:style style:name="{kind}" style:family="table-cell" style:data-style-name="as-{kind}">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>'
    for kind in ("text", "number", "hours", "percent", "date", "moment")
)
CELL_STYLES = f"""
<style:style style:name="heading" style:family="table-cell" style:data-style-name="as-text">
<style:table-cell-properties style:vertical-align="top" fo:background-color="{HEADING}" fo:wrap-option="wrap"/>
<style:text-properties fo:font-weight="bold" fo:color="#000000"/></style:style>
<style:style style:name="wrapped" style:family="table-cell" style:data-style-name="as-text">
<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap"/></style:style>
<style:style style:name="sheet" style:family="table" style:master-page-name="lying"/>
"""
STYLES = f"""{DECLARATION}<office:document-styles {SPACES} office:version="1.2"><office:automatic-styles>
<style:page-layout style:name="a4"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm"
 style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout>
</office:automatic-styles><office:master-styles><style:master-page style:name="lying" style:page-layout-name="a4"/>
</office:master-styles></office:document-styles>"""
MANIFEST = f"""{DECLARATION}<manifest:manifest {SPACES} manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIMETYPE}"/>
""" + "\n".join(
    f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
    for name in ("content.xml", "styles.xml", "settings.xml")
) + "\n</manifest:manifest>"  # fmt: skip


def opening(widths: Iterable[int]) -> str:
    """Return the start of the content: the styles of cells, and of columns `w10`, `w12` … for these widths in signs."""
    columns = "".join(
        f'<style:style style:name="w{one}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{one * SIGN_WIDTH:.2f}cm"/></style:style>'
        for one in sorted(set(widths))
    )
    styles = f"<office:automatic-styles>{DATA_STYLES}{CELL_STYLES}{columns}</office:automatic-styles>"
    return f'{DECLARATION}<office:document-content {SPACES} office:version="1.2">{styles}<office:body><office:spreadsheet>'


def closing(sheet: str, last: str) -> str:
    """Return the end of the content, with a filter on the cells of the sheet up to this one ("H100")."""
    address = quoteattr(f"'{sheet}'.A1:'{sheet}'.{last}")
    ranges = f'<table:database-range table:name="filter" table:target-range-address={address} table:display-filter-buttons="true"/>'
    return f"<table:database-ranges>{ranges}</table:database-ranges></office:spreadsheet></office:body></office:document-content>"


def settings(sheet: str) -> str:
    """Return what a program shows at first: the sheet, with its first row standing still."""
    return (
        f'{DECLARATION}<office:document-settings {SPACES} office:version="1.2"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        f"<config:config-item-map-entry>{_item('ActiveTable', 'string', sheet)}"
        '<config:config-item-map-named config:name="Tables">'
        f"<config:config-item-map-entry config:name={quoteattr(sheet)}>{''.join(_item(*one) for one in SPLIT)}"
        "</config:config-item-map-entry></config:config-item-map-named>"
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _item(name: str, kind: str, value: object) -> str:
    return f'<config:config-item config:name="{name}" config:type="{kind}">{escape(str(value))}</config:config-item>'
