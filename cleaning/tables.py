"""Tables: those that hold data, whose rows are lines of text, and those that arrange a page."""

from lxml.html import HtmlElement

from cleaning.blocks import strip_blanks

ROW_MARK = " | "
"""What stands between the cells of a row of a data table."""
FEWEST_DATA_CELLS = 3  # cells with text in a row; layout tables have one or two
FEWEST_DATA_ROWS = 2


def data_rows(root: HtmlElement) -> frozenset[HtmlElement]:
    """The rows of tables that hold data rather than layout."""
    return frozenset(row for table in root.iter("table") if _holds_data(table) for row in table.iter("tr"))


def _holds_data(table: HtmlElement) -> bool:
    """Whether a table has several rows of several cells, and nothing but text in them.

    A table around tables is layout; in a thousand of them, looking inside each would take minutes.
    """
    if table.find(".//table") is not None:
        return False
    wide = sum(1 for row in table.iter("tr") if _cells_with_text(row) >= FEWEST_DATA_CELLS)
    return wide >= FEWEST_DATA_ROWS and next(table.iter("form", "div", "img"), None) is None


def _cells_with_text(row: HtmlElement) -> int:
    return sum(1 for cell in row if strip_blanks(cell.text_content()))
