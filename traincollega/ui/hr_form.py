"""What HR may know of single persons: a form for coordinators, on the page Privacy."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QWidget

from traincollega.errors import InvalidInput
from traincollega.language import _
from traincollega.services.recording import agree, tell_no_shows
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.date_field import DateField
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.text import label


class HrForm(Form):
    """Since when the works council agrees to overviews of single persons, and whether HR hears who did not come."""

    def __init__(self, frame: Frame) -> None:
        """Make it, as it is now."""
        super().__init__(frame.theme)
        self._frame = frame
        desk = frame.desk
        ours = desk.our_organisation()
        self.add_widget(label(_("What HR may know of single persons"), "h2"))
        agreed = date.fromisoformat(ours.council_agreed) if ours.council_agreed else None
        self.agreed = DateField(frame.theme, desk.today, agreed)
        hint = _("Only from then on HR can make an overview per person. Each one is logged, with its purpose.")
        self.add("council_agreed", _("The works council agreed on"), self.agreed, hint, optional=True)
        self.no_shows = QCheckBox(_("HR hears who did not come"))
        self.no_shows.setChecked(ours.tells_no_shows)
        self.no_shows.setMinimumHeight(frame.theme.px(look.XL))
        self.add_widget(self.no_shows)
        foot = QWidget()
        FlowLayout(foot, gap=frame.theme.px(look.M)).addWidget(button(_("Save what HR may know"), self.save))
        self.add_widget(foot)

    def save(self) -> None:
        """Keep what is filled in."""
        self.show_errors({})
        desk = self._frame.desk
        try:
            with desk.store.transaction():
                first, second = agree(desk, self.agreed.day()), tell_no_shows(desk, self.no_shows.isChecked())
        except InvalidInput as error:
            self.show_errors({"council_agreed": str(error)})
            return
        said = [done.sentence for done in (first, second) if done.changes]
        whole = first._replace(sentence=" ".join(said) or _("Nothing was changed."), changes=(*first.changes, *second.changes))
        self._frame.do(lambda: whole)
