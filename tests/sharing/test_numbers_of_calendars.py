"""What calendars go by: a mail about a session stands above all that were sent of it before, whoever sent them."""

from dataclasses import replace
from datetime import timedelta

from icalendar import Calendar

from tests.models.world import NOON, trainer_grant
from tests.sharing.office import Profile, begun_office, office
from traincollega.exports.calendars import session_calendar
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Done
from traincollega.services.planning import cancel, change, wish_of


def test_the_number_that_calendars_go_by_rises_whoever_moves_a_session_and_whatever_is_undone() -> None:
    with office() as made:
        begun_office(made, 1)
        anna, bram = made.profiles
        training = Training.new(anna.me, title="Excel", status="published")
        session = Session.new(
            anna.me, training=training.id, starts=NOON + timedelta(days=9), ends=NOON + timedelta(days=9, hours=1)
        )
        anna.store.save(training, session, trainer_grant(anna.store, training, bram.store))
        made.settle()

        def number(one: Profile) -> int:
            (event,) = Calendar.from_ical(session_calendar(one.desk, one.store.get(Session, session.id))).walk("VEVENT")
            return int(event["SEQUENCE"])

        def move(one: Profile, days: int) -> Done:
            planned = one.store.get(Session, session.id)
            wish = replace(wish_of(planned), starts=planned.starts + timedelta(days=days))
            return change(one.desk, session.id, wish)

        mailed = [number(anna)]
        for days in (1, 2):
            move(anna, days)
            mailed.append(number(anna))
        made.time.now += timedelta(minutes=1)
        move(bram, 5)
        made.settle()
        assert number(anna) == number(bram) > max(mailed)
        mailed.append(number(anna))
        done = cancel(bram.desk, session.id)
        mailed.append(number(bram))
        bram.desk.undo(done)
        mailed.append(number(bram))
        assert mailed == sorted(set(mailed))
