"""Instellingen: who I am, how it looks, and, for a coordinator, what everybody sees of the organisation."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from traincollega import __version__
from traincollega.errors import InvalidInput
from traincollega.language import LANGUAGES, _, spoken
from traincollega.services.arranging import change_card, change_organisation
from traincollega.services.desk import Done
from traincollega.services.dividing import department_names, departments
from traincollega.ui import theme as look
from traincollega.ui.backups_section import BackupsSection
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.palette import LIGHT, readable_accent
from traincollega.ui.text import label
from traincollega.ui.theme import LEAST_ZOOM, MOST_ZOOM, Mode

if TYPE_CHECKING:
    from traincollega.ui.tray import Tray

WIDEST = 640  # pixels at 100 %: a form reads badly when it is wider


class SettingsPage(QWidget):
    """Each part is saved by its own button; the look changes at once."""

    def __init__(
        self,
        frame: Frame,
        choose_language: Callable[[str], None],
        restore: Callable[[Path], None] | None = None,
        tray: "Tray | None" = None,
    ) -> None:
        """Make the page and fill it; without `restore` no backups are kept, and nothing but `tray` speaks outside the window."""
        super().__init__()
        self._frame = frame
        self._choose_language = choose_language
        self._stored: dict[str, str] = {}
        column = page_column(self, frame.theme)
        px = frame.theme.px
        head = PageHeader(frame.theme, _("Settings"))
        head.setContentsMargins(px(look.XS), 0, 0, 0)  # in line with fields that leave room for their focus ring
        column.setContentsMargins(px(look.XL) - px(look.XS), px(20), px(look.XL), px(look.L))
        column.addWidget(head)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(px(4), px(4), px(look.S), px(look.XL))
        rows.setSpacing(px(look.XL))
        parts = [self._me(), self._sharing(), self._look(), self._shown(), self._reminders(tray), self._data()]
        if frame.desk.is_coordinator():
            parts.insert(1, self._organisation())
        self._backups = BackupsSection(frame, restore) if restore else None
        if self._backups:
            parts.append(self._backups)
        for part in parts:
            part.setMaximumWidth(px(WIDEST))
            rows.addWidget(part)
        rows.addStretch()
        self._area = scrolling(body, _("Settings"))
        column.addWidget(self._area, 1)
        self.reload()

    def reload(self) -> None:
        """Fill the forms with what is stored now; what is typed and not saved yet stays."""
        desk = self._frame.desk
        card, ours = desk.my_card(), desk.our_organisation()
        names = department_names(desk.store)
        typed = self._typed()
        self._department.clear()
        self._department.addItems([one.name for one in departments(desk.store)])
        stored = {"name": card.name, "email": card.email, "department": names.get(card.department, "")}
        if desk.is_coordinator():
            stored |= {"org_name": ours.name, "space": ours.space, "sender": ours.space_sender, "accent": ours.accent}
        for name, line in self._lines().items():
            line.setText(typed.get(name, stored[name]))
        self._stored = stored
        if self._backups:
            self._backups.reload()
        for page, box in self.shown.items():
            box.setChecked(self._frame.parts.shown(page))
        shares = desk.shares()
        self._how.setText(_("You share with colleagues.") if shares else _("You work alone on this computer."))
        self._people.setVisible(shares)

    def left_as(self) -> dict[str, Any]:
        """Return what is typed and not saved yet, for the page of another window."""
        return {"typed": self._typed()}

    def go_on(self, typed: dict[str, str]) -> None:
        """Stand as another window's page was left, on the language that was just chosen."""
        for name, line in self._lines().items():
            line.setText(typed.get(name, line.text()))
        self._language.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self._language, lambda: self._area.ensureWidgetVisible(self._language))  # once it has its place

    def _lines(self) -> dict[str, QLineEdit]:
        lines = {"name": self._name, "email": self._email, "department": self._department.findChildren(QLineEdit)[0]}
        if self._frame.desk.is_coordinator():
            lines |= {"org_name": self._org_name, "space": self._space, "sender": self._sender, "accent": self._accent}
        return lines

    def _typed(self) -> dict[str, str]:
        return {name: line.text() for name, line in self._lines().items() if line.text() != self._stored.get(name, line.text())}

    def _me(self) -> QWidget:
        self._card_form = form = Form(self._frame.theme)
        form.add_widget(label(_("My card"), "h2"))
        self._name, self._email = QLineEdit(), QLineEdit()
        self._department = QComboBox()
        self._department.setEditable(True)
        self._department.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._department.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # names are long
        form.add("name", _("Your name"), self._name)
        form.add("email", _("Your mail address"), self._email, _("Colleagues can reach you here."))
        form.add("department", _("Department"), self._department, _("Choose one, or type a new one."), optional=True)
        form.add_widget(_left(button(_("Save my card"), self._save_card)))
        return form

    def _save_card(self) -> None:
        self._save(
            self._card_form,
            lambda: change_card(
                self._frame.desk, name=self._name.text(), email=self._email.text(), department=self._department.currentText()
            ),
        )

    def _organisation(self) -> QWidget:
        self._org_form = form = Form(self._frame.theme)
        form.add_widget(label(_("Our organisation"), "h2"))
        form.add_widget(label(_("You are a coordinator. Everybody sees what you fill in here."), "muted", wrap=True))
        self._org_name, self._space, self._sender, self._accent = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        form.add("name", _("Name of the organisation"), self._org_name)
        hint = _("One sentence of management, on top of Start. For example: You may use working time for this.")
        form.add("space", _("Room to learn"), self._space, hint, optional=True)
        form.add("space_sender", _("Who says so"), self._sender, _("Name and function"), optional=True)
        hint = _("Such as {colour}. White text must be readable on it.").format(colour=LIGHT.accent)
        form.add("accent", _("Colour of the organisation"), self._accent, hint, optional=True)
        form.add_widget(_left(button(_("Save the organisation"), self._save_organisation)))
        return form

    def _save_organisation(self) -> None:
        accent = self._accent.text().strip()
        try:
            better = readable_accent(accent) if accent else ""
        except ValueError:
            better = accent  # the core says what is wrong with it
        if accent and better.upper() != accent.upper():
            sentence = _("White text is hard to read on this colour. The nearest that works is {colour}.").format(colour=better)
            self._accent.setText(better)
            self._org_form.show_errors({"accent": sentence})
            return
        done = self._save(
            self._org_form,
            lambda: change_organisation(
                self._frame.desk,
                name=self._org_name.text(),
                space=self._space.text(),
                space_sender=self._sender.text(),
                accent=accent,
            ),
        )
        if done:
            self._frame.theme.set_accent(accent)

    def _save(self, form: Form, verb: Callable[[], Done]) -> bool:
        """Save a form through one call of the core; what is wrong is said beside its field."""
        form.show_errors({})
        try:
            done = verb()
        except InvalidInput as error:
            form.show_errors({error.field: str(error)})
            return False
        self._stored |= {name: line.text() for name, line in self._lines().items() if form.isAncestorOf(line)}
        return self._frame.do(lambda: done) is not None

    def _sharing(self) -> QWidget:
        form = Form(self._frame.theme)
        form.add_widget(label(_("With colleagues"), "h2"))
        self._how = label("", wrap=True)
        form.add_widget(self._how)
        row = QWidget()
        flow = FlowLayout(row, gap=self._frame.theme.px(look.M))
        flow.addWidget(button(_("How sharing stands"), partial(self._frame.go, "sharing"), icon="refresh"))
        self._people = button(_("Who takes part"), partial(self._frame.go, "people"), icon="people")
        flow.addWidget(self._people)
        flow.addWidget(button(_("Departments"), partial(self._frame.go, "departments"), icon="building"))
        form.add_widget(row)
        return form

    def _look(self) -> QWidget:
        theme = self._frame.theme
        form = Form(theme)
        form.add_widget(label(_("Look and language"), "h2"))
        modes: tuple[tuple[Mode, str], ...] = (("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark")))
        group = QButtonGroup(form)
        choices = QWidget()
        row = QHBoxLayout(choices)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(look.XL))
        for mode, words in modes:
            choice = QRadioButton(words)
            choice.setChecked(theme.mode == mode)
            choice.clicked.connect(partial(theme.set_mode, mode))
            group.addButton(choice)
            row.addWidget(choice)
        row.addStretch()
        form.add("theme", _("Colours"), choices)
        self._zoom = QComboBox()
        for percent in range(LEAST_ZOOM, MOST_ZOOM + 1, 10):
            self._zoom.addItem(f"{percent} %", percent)
        self._zoom.setCurrentIndex(self._zoom.findData(theme.zoom))
        self._zoom.activated.connect(lambda: theme.set_zoom(self._zoom.currentData()))
        theme.changed.connect(self._show_zoom)
        form.add("zoom", _("Size of everything"), self._zoom)
        self._language = QComboBox()
        for code, words in LANGUAGES.items():
            self._language.addItem(words, code)
        self._language.setCurrentIndex(self._language.findData(spoken()))
        self._language.activated.connect(lambda: self._choose_language(self._language.currentData()))
        form.add("language", _("Language"), self._language)
        return form

    def _show_zoom(self) -> None:
        self._zoom.setCurrentIndex(self._zoom.findData(self._frame.theme.zoom))

    def _shown(self) -> QWidget:
        form = Form(self._frame.theme)
        form.add_widget(label(_("Parts to show"), "h2"))
        more = _("They stand at the left. What you leave out stays in the menu View. What belongs to a role comes with that role.")
        form.add_widget(label(more, "muted", wrap=True))
        self.shown: dict[str, QCheckBox] = {}
        parts, boxes = self._frame.parts, QWidget()
        column = QVBoxLayout(boxes)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._frame.theme.px(look.XS))
        for part in parts.rows.values():
            box = self.shown[part.page] = QCheckBox(part.title)
            box.clicked.connect(lambda shown, page=part.page: parts.choose(page, shown))
            column.addWidget(box)
        form.add_widget(_left(boxes))
        return form

    def _reminders(self, tray: "Tray | None") -> QWidget:
        form = Form(self._frame.theme)
        form.add_widget(label(_("Reminders"), "h2"))
        form.add_widget(label(_("You find them under Messages: 7 days, 1 day and 1 hour before a session."), wrap=True))
        if tray is not None and tray.available:
            self.outside = QCheckBox(_("Also show them outside this window"))
            self.outside.setChecked(tray.wanted)
            self.outside.toggled.connect(tray.choose)
            form.add_widget(self.outside)
        return form

    def _data(self) -> QWidget:
        desk = self._frame.desk
        form = Form(self._frame.theme)
        form.add_widget(label(_("My data"), "h2"))
        where = label(_("Everything is saved in {folder}.").format(folder=desk.path.parent), wrap=True)
        form.add_widget(where)
        open_folder = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(desk.path.parent)))
        form.add_widget(_left(button(_("Open this folder"), open_folder, icon="folder")))
        row = QWidget()
        flow = FlowLayout(row, gap=self._frame.theme.px(look.M))
        flow.addWidget(button(_("Privacy and a copy of my data"), partial(self._frame.go, "privacy"), icon="person"))
        flow.addWidget(button(_("Who sees what?"), partial(self._frame.go, "seeing"), icon="eye"))
        form.add_widget(row)
        form.add_widget(label(_("Train je Collega {version}").format(version=__version__), "small"))
        return form


def _left(widget: QWidget) -> QWidget:
    """Return a widget that keeps to the left and its own width."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch()
    return whole
