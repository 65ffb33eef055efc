"""The 5,775 talks as a folder of markdown files: imported, against reading and parsing them plus one `executemany` with FTS."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from benchmarks.figure import Figure, Gate, medians
from benchmarks.floor import fill
from benchmarks.profiles import small
from benchmarks.talks import talks, trainings
from traincollega.services.importing import import_source

ROUNDS = 5
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def figures(folder: Path) -> Iterator[Figure]:
    """Import five times into a new profile, and five times into a plain table."""
    source, number = folder / "talks", count()
    _write(source)

    def ours() -> None:
        desk = small(folder / f"imported-{next(number)}")
        done = import_source(desk, source)
        if done.trainings.new != len(talks()):
            raise RuntimeError(f"only {done.trainings.new} of {len(talks())} came in: {done.refused[:3]}")
        desk.store.connection.close()

    taken = medians(ROUNDS, ours, lambda: fill(folder / f"plain-{next(number)}.sqlite", _parsed(source)))
    floor_is = "read + parse the files + `executemany` + FTS"
    yield Figure(f"{len(talks()):,} talks as markdown files imported", taken[0], taken[1], "s", floor_is, (Gate(2),))


def _write(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, training in enumerate(trainings(len(talks()), "", "")):
        fields = {
            "title": training.title,
            "summary": training.summary,
            "minutes": training.minutes,
            "topics": list(training.topics),
        }
        head = yaml.safe_dump(fields | {"language": training.language}, allow_unicode=True)
        (folder / f"{number:05}.md").write_text(f"---\n{head}---\n{training.body}\n", encoding="utf-8")


def _parsed(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.iterdir()):
        _before, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        yield yaml.load(head, LOADER) | {"body": body, "source": path.name, "id": path.stem}
