"""Weer meedoen met de herstelcode: a coordinator whose computer nobody hears types the code, and is heard again."""

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.services.desk import Desk
from traincollega.sharing import coming_back
from traincollega.ui.code_dialog import CodeDialog
from traincollega.ui.frame import Frame
from traincollega.ui.sharing_rounds import Rounds


def come_back(frame: Frame, rounds: Rounds) -> None:
    """Ask for the recovery code, and become a computer that is heard."""
    folder = rounds.folder

    def confirmed(code: str, dialog: CodeDialog) -> None:
        def task(desk: Desk) -> None:
            coming_back.come_back(desk, folder, code)

        def done(_nothing: None) -> None:
            frame.messages.say(_("Colleagues hear this computer again. What waited goes with the next update."))
            dialog.close_if_open()

        def failed(error: TrainCollegaError) -> None:
            if not dialog.fail(error):
                frame.messages.error(error)

        rounds.work(task, done, failed)

    CodeDialog(
        frame.theme, _("Get back in with the recovery code"),
        _("This computer becomes a new one that counts at once. Revoke the old one if it was lost or stolen."),
        _("Get back in"), confirmed, frame.messages.window(),
    ).open()  # fmt: skip
