"""Measures what the program promises: `python -m benchmarks [NAME…] [--write] [--keep DIR]`."""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import PySide6

from benchmarks import applying, exchanging, exporting, importing, keystroke, overviewing, sharing, signing_up, window
from benchmarks.figure import Figure, Gate
from benchmarks.profiles import full
from benchmarks.talks import kind
from traincollega.settings import database_path

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
MANY = 100_000
IN_FULL: dict[str, Callable[[Path], Iterator[Figure]]] = {"window": window.figures, "keystroke": keystroke.figures}
"""What is measured in a profile with 100,000 trainings."""
IN_SMALL: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "importing": importing.figures,
    "exchanging": exchanging.figures,
    "exporting": exporting.figures,
    "overviewing": overviewing.figures,
    "signing_up": signing_up.figures,
    "applying": applying.figures,
    "sharing": sharing.figures,
}
SIGNS = {"ratio": "≤ {} ×", "more": "≤ + {}", "value": "≤ {}"}


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and return 0 where every gate holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join((*IN_FULL, *IN_SMALL))}; all unless named")
    parser.add_argument("--write", action="store_true", help="put the table in docs/performance.md")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="use the profile with 100,000 trainings in DIR, made there once")
    given = parser.parse_args(arguments)
    names = given.names or [*IN_FULL, *IN_SMALL]
    if unknown := set(names) - {*IN_FULL, *IN_SMALL}:
        parser.error(f"there is no figure named {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        figures = list(_measured(names, Path(folder), given.keep))
    table = "\n".join(_table(figures))
    print(table)
    if given.write:
        PAGE.write_text(_page(table, arguments), encoding="utf-8")
    return 0 if all(figure.holds for figure in figures) else 1


def _measured(names: Sequence[str], folder: Path, keep: Path | None) -> Iterator[Figure]:
    filled = keep or folder / "full"
    if not set(names).isdisjoint(IN_FULL) and not database_path(filled).exists():
        full(filled, MANY).store.connection.close()
    for name, figures in (IN_FULL | IN_SMALL).items():
        if name in names:
            print(name, file=sys.stderr, flush=True)
            (folder / name).mkdir()
            yield from figures(filled if name in IN_FULL else folder / name)


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    yield "| what | ours | floor | ratio | gate | holds | the floor is |"
    yield "|---|---:|---:|---:|---|---|---|"
    for one in figures:
        floor, ratio = ("", "") if one.floor is None else (_number(one.floor, one.unit), f"{one.ours / one.floor:.2f}")
        gates, holds = (
            " and ".join(_gate(gate, one.unit) for gate in one.gates),
            ("yes" if one.holds else "**no**") if one.gates else "",
        )
        yield f"| {one.what} | {_number(one.ours, one.unit)} | {floor} | {ratio} | {gates} | {holds} | {one.floor_is} |"


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def _gate(gate: Gate, unit: str) -> str:
    said = SIGNS[gate.kind].format(f"{gate.most:g}")
    return said if gate.kind == "ratio" else f"{said} {unit}"


def _load() -> str:
    return f"{os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else "an unknown number of"


def _page(table: str, arguments: Sequence[str]) -> str:
    asked = " ".join(one for one in arguments if one == "--write" or one in IN_FULL | IN_SMALL)
    return f"""# Performance

What we promise, measured. Ours and its floor are timed in the same run, in turn; medians of 5 to 9 rounds.

Made by `python -m benchmarks {asked}` on {date.today():%Y-%m-%d}: {platform.system()}, {platform.machine()}, Python
{platform.python_version()}, SQLite {sqlite3.sqlite_version}, PySide6 {PySide6.__version__};
{os.cpu_count()} cores and on average {_load()} processes that wanted one (ours included).
The trainings are {kind()}, repeated with a number in the title for 100,000;
1,000 colleagues, 2,000 sessions to come and their sign-ups are made up (seed 1).

{table}

## What the floors hold

- **Window**: a process that imports PySide6 and shows a `QMainWindow` of the same size with one label, up to its first idle
  moment. "Stands and answers" is ours up to its first idle moment, with menus and pages, before the database is open; the next
  row is the one with Start in it (decision 0012). Python's bytecode is there in both, as it is after an installation. Memory is
  the resident set 1.5 s later.
- **Keystroke**: the same FTS5 index and expression, `ORDER BY rowid DESC LIMIT 200`, on a connection of its own. Ours also
  puts trainings with a session to come first, and finds trainings by their trainer's name.
- **Import and shared file**: id, title, summary, topics, text, minutes, language and source in one plain table with
  `executemany`, then one FTS5 index over it with the options of ours; one transaction, WAL, `synchronous=NORMAL`. Ours also
  checks every field, keeps the change of every row with its hash and stamps, and its six indexes.
- **Changes taken in**: one `executemany` per table of the rows that are there in the end, and the search index filled in one
  sentence; same tables, indexes, triggers and cache, one transaction. Ours also works out the hash of every change, keeps it,
  and judges who might say it. On top: the UPDATE of one field for each edit, and the INSERT of each new sign-up, in a copy.
- **Overviews**: 1,000,000 participations and as many sign-ups of 20,000 colleagues in 52,000 sessions; one sentence of SQL that
  groups and adds up what the page tells. Ours hides small groups, and tells of departments, months, topics and who waits too.
- **Sign-up**: a row in the table `sign_up` with its indexes, `synchronous=NORMAL` for both.
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
