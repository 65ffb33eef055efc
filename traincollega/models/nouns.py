"""The whitelist of nouns: a change may speak of these tables and their fields, and of nothing else."""

from traincollega.models.attendance import Mark, Missed, Presence, Proof, Tally
from traincollega.models.colleague import Colleague, Device
from traincollega.models.evaluation import Evaluation, Thanks
from traincollega.models.export import Export
from traincollega.models.noun import Noun
from traincollega.models.organisation import Department, Grant, Organisation
from traincollega.models.session import Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.staff import Staff
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Interest, Outcome, Training
from traincollega.models.trust import Approval, Erasure, Invitation, KeyWrap, Revocation, SealWrap

NOUNS: dict[str, type[Noun]] = {
    noun.table: noun
    for noun in (
        Organisation, Department, Grant, Colleague, Device, Training, Interest, Outcome, Session, Confirmation, Closing, SignUp,
        Suggestion, Invitation, Approval, Revocation, KeyWrap, Erasure,
        Mark, Presence, Missed, Evaluation, Thanks, Proof, SealWrap, Staff, Tally, Export,
    )
}  # fmt: skip
