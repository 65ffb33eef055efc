"""A tile: one figure, with what stands beneath it and, where one asks, what it means and since when it is so."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from traincollega.language import _, day_and_time
from traincollega.services.desk import Desk
from traincollega.services.highlighting import Tile
from traincollega.ui import theme as look
from traincollega.ui.text import label, spoken_line
from traincollega.ui.theme import Theme


class TileCard(QFrame):
    """Shows a tile; the texts may change."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Make it empty."""
        super().__init__(parent)
        self.setProperty("box", "card")
        px = theme.px
        self.title, self.value, self.beneath = (
            label("", "small", wrap=True),
            label("", "h1", wrap=True),
            label("", "small", wrap=True),
        )
        self.meaning = label("", "small", wrap=True)
        self.meaning.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        column.setSpacing(px(2))
        for words in (self.title, self.value, self.beneath, self.meaning):
            column.addWidget(words)
        column.addStretch()

    def show_tile(self, desk: Desk, tile: Tile) -> None:
        """Show another tile."""
        self.title.setText(tile.title)
        self.value.setText(tile.value)
        role = "h1" if tile.told else "label"
        if self.value.property("role") != role:
            self.value.setProperty("role", role)
            self.value.style().unpolish(self.value)
            self.value.style().polish(self.value)
        self.beneath.setText(tile.beneath)
        self.beneath.setVisible(bool(tile.beneath))
        said = [tile.definition]
        if tile.as_of is not None:
            said.append(_("Date of the data: {moment}.").format(moment=day_and_time(tile.as_of, desk.zone, desk.today())))
        self.meaning.setText(" ".join(said))
        value = tile.value.replace("≥", _("at least"))
        self.setAccessibleName(spoken_line((f"{tile.title}: {value}", tile.beneath)))
        self.setAccessibleDescription(" ".join(said))
