"""The world: one file per funder, a function that turns its pages into calls.

How to add a source
-------------------
1. Write `sources/<region>_<funder>.py`: a docstring (what the funder publishes, what is *not* a call there, what
   it was written against and when), a function `crawl(web)` that yields `Call`s, and `SOURCE = Source(...)`.
   Say in the docstring, in these words, what is "not a call".
2. Write a recording in `tests/recorded/<name>/`: pages in the funder's format, and a `pages.toml` that tells which
   address each of them answers and what they rest on (see `tests/replay.py` and the recordings that are there).
3. Let `python -m tests.test_sources --write` write what was read into `tests/golden/sources/<name>.json`; read it.
4. Add a row to the table of sources in `README.md`, and a line to `CHANGELOG.md`.

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
