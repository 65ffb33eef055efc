"""Which pages there are, and what can be done from everywhere."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFileDialog, QMessageBox

from traincollega import __version__, language
from traincollega.language import _
from traincollega.ui.actions import Action
from traincollega.ui.agenda_page import AgendaPage
from traincollega.ui.discover_page import DiscoverPage
from traincollega.ui.exchange_dialog import export_file, read_file
from traincollega.ui.frame import Frame
from traincollega.ui.import_dialog import import_files, import_folder
from traincollega.ui.learning_page import LearningPage
from traincollega.ui.main_window import PageEntry
from traincollega.ui.messages_page import MessagesPage
from traincollega.ui.session_page import SessionPage
from traincollega.ui.settings_page import SettingsPage
from traincollega.ui.start_page import StartPage
from traincollega.ui.teaching_page import TeachingPage
from traincollega.ui.training_editor import TrainingEditor
