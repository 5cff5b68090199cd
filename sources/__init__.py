"""The world: one file per funder, a function that turns its pages into calls.

How to add a source
-------------------
Most funders need no code: a declaration says where their calls are listed, and their pages are read by labels.

1. Write `sources/<region>_<funder>.py`: a docstring and `SOURCE = declared(Declaration(...))`; `sources/se_mucf.py` is
   the model, `sources/kit/declaration.py` tells every field. The docstring says what the funder publishes, what is not
   a call there (in these words: "not a call"), what it was written against and when, and how sure that is.
2. Write the recording `tests/recorded/<name>/facts.toml`: five or so made-up calls with the funder's own labels, one of
   them closed, one that `appears` a week later (2026-11-27), and a page that is no call; `tests/markups.py` tells the
   form. `tests/test_declared.py` plays it in every mark-up that it knows.
3. Let `python -m tests.test_sources --write` write what was read into `tests/golden/sources/<name>.json`; read it.
4. Add a row to `docs/sources.md`, count it in `README.md`, and a line to `CHANGELOG.md`.

A label that is not known is a line in `sources/kit/labels.toml` where other funders may use it too, else in the
declaration's `labels`. A funder with an interface of its own, or a page that labels cannot tell, gets code: a function
`crawl(web)` that yields `Call`s, `SOURCE = Source(...)` and a recording of pages with a `pages.toml`
(`tests/replay.py`).

There is no registry and no base class: drop a file in and it is there. A page of code has at most 150 lines; a funder
whose format needs more than one is a folder, `sources/<region>_<funder>/`, with `crawl` and `SOURCE` in `__init__.py`.
"""

import importlib
import pkgutil

from sources.kit.call import Source


def all_sources() -> dict[str, Source]:
    """Every source by name, in alphabetical order.

    A funder is a file; a funder whose format needs more than one page of code is a folder. Only `kit` is no funder.

    Raises `TypeError` for a file or folder without a `SOURCE` that carries its own name.
    """
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if module.name == "kit":
            continue
        source = getattr(importlib.import_module(f"sources.{module.name}"), "SOURCE", None)
        if not isinstance(source, Source) or source.name != module.name:
            raise TypeError(f"sources.{module.name} must define SOURCE = Source(name={module.name!r}, ...)")
        found[source.name] = source
    return found
