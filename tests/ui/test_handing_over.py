"""Handing a training over, through the windows: offered under *Trainers*, answered with one click under *Messages*."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.office import Office, new_office
from traincollega.services.handing_over import accept, offer, offers_of
from traincollega.services.planning import trainers
from traincollega.ui.frame import Frame
from traincollega.ui.messages_page import MessagesPage
from traincollega.ui.trainers_dialog import TrainersDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


def press(inside: QWidget, words: str) -> None:
    """Press the button with these words."""
    QApplication.processEvents()
    next(one for one in inside.findChildren(QPushButton) if one.text() == words).click()
    QApplication.processEvents()


def texts(inside: QWidget) -> list[str]:
    QApplication.processEvents()
    return [one.text() for one in inside.findChildren(QLabel)]


def test_a_training_is_offered_taken_back_and_offered_again(
    office: Office, frame_for: Callable[[Any], Frame], assert_reachable: Callable[[QWidget], None]
) -> None:
    training, chen = office.training("Excel"), office.colleague("Chen")
    dialog = TrainersDialog(frame_for(office.desk), training, None)
    dialog.show()
    dialog.search.setText("Chen")
    press(dialog, "Hand over")
    assert "Offered, and not answered yet" in texts(dialog)
    assert_reachable(dialog)
    press(dialog, "Take back")
    assert offers_of(office.desk, training.id) == []
    dialog.search.setText("Chen")
    press(dialog, "Hand over")
    assert [one.grant.person for one in offers_of(office.desk, training.id)] == [chen.me]
    dialog.close()


@pytest.mark.parametrize(("words", "gives"), [("Yes, I give it", True), ("Say no", False)])
def test_who_is_asked_answers_with_one_click(
    office: Office, frame_for: Callable[[Any], Frame], words: str, gives: bool, assert_reachable: Callable[[QWidget], None]
) -> None:
    chen = office.colleague("Chen")
    training = office.training("Excel", by="Chen")
    offer(chen, training.id, office.desk.me)
    page = MessagesPage(frame_for(office.desk))
    page.show()
    assert_reachable(page)
    press(page, words)
    assert (office.desk.me in {card.id for card in trainers(office.desk, training)}) is gives
    page.reload()
    assert words not in [one.text() for one in page.findChildren(QPushButton) if one.isVisible()]
    page.close()


def test_who_handed_it_over_steps_back_and_comes_back(office: Office, frame_for: Callable[[Any], Frame]) -> None:
    training, chen = office.training("Excel"), office.colleague("Chen")
    accept(chen, offer(office.desk, training.id, chen.me).subject)
    dialog = TrainersDialog(frame_for(office.desk), training, None)
    press(dialog, "Step back")
    assert [card.name for card in trainers(office.desk, training)] == ["Chen"]
    press(dialog, "Give it again")
    assert len(trainers(office.desk, training)) == 2
    dialog.close()
