"""Work on a thread beside: answered, failing, long, and hanging."""

from collections.abc import Iterator
from threading import Event, current_thread
from time import sleep

import pytest

from traincollega.sharing.aside import Aside, Going, HangsError


@pytest.fixture
def over() -> Iterator[Event]:
    """What hanging work waits for; it comes when the test is over."""
    event = Event()
    yield event
    event.set()


def test_work_is_answered_in_order_on_one_other_thread() -> None:
    with Aside() as aside:
        done = [aside.call(lambda going, n=number: (n, current_thread()), 5) for number in range(3)]  # type: ignore[misc]
    assert [number for number, _ in done] == [0, 1, 2]
    threads = {thread for _, thread in done}
    assert len(threads) == 1
    assert current_thread() not in threads
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_what_work_raises_is_raised_here_and_the_next_is_done() -> None:
    def fail(going: Going) -> None:
        raise FileNotFoundError

    with Aside() as aside:
        with pytest.raises(FileNotFoundError):
            aside.call(fail, 5)
        assert aside.call(lambda going: 1, 5) == 1


def test_work_that_hangs_is_left_behind_and_its_late_answer_is_nobodys(over: Event) -> None:
    with Aside() as aside:
        with pytest.raises(HangsError) as caught:
            aside.call(lambda going: over.wait(), 0.02)
        assert caught.value.thread.is_alive()
        assert aside.call(lambda going: 1, 5) == 1
        over.set()
        caught.value.thread.join(5)
        assert not caught.value.thread.is_alive()
        assert aside.call(lambda going: 2, 5) == 2


def test_long_work_that_says_it_goes_on_is_waited_for() -> None:
    def steps(going: Going) -> str:
        for _ in range(30):
            sleep(0.05)
            going()
        return "done"

    with Aside() as aside:
        assert aside.call(steps, 1.0) == "done"
