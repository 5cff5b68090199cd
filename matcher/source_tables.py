"""The part `[sources]` of `config.toml`: which sources are read, those without code, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import Problem
from matcher.source_settings import CUSTOM, CustomFile, CustomSource, SourceSettings, mended
from matcher.toml_file import find_line, noted, validate
from sources.kit.call import BY_HAND, Source

NOT_DECLARED = "this source has code of its own, which this key cannot mend"


@dataclass(frozen=True)
class SourceTables:
    """Reads what stands beside the tables of the built-in sources, and takes it out of `data`.

    path, text, data  the file, its text and what it says; `problems` get what is wrong
    """

    path: Path
    text: str
    data: dict[str, Any]
    built_in: Mapping[str, Source]
    problems: list[Problem]

    def take(self) -> tuple[tuple[str, ...], dict[str, CustomSource]]:
        """`[sources] only`, and `[sources.custom]`."""
        tables, custom = self._take(CUSTOM, {}), dict[str, CustomSource]()
        only = self._take("only", [])
        built_in = self.data.get("sources")
        named = {*built_in} if isinstance(built_in, dict) else set()
        for name in sorted({*self.built_in, *named, BY_HAND} & set(tables)) if isinstance(tables, dict) else ():
            self._note("there is such a source already", "sources", CUSTOM, name)
        with noted(self.problems):
            whole = {"sources": {CUSTOM: tables}}
            custom = validate(self.path, self.text, whole, CustomFile).sources.custom
        if not isinstance(only, list) or not all(isinstance(name, str) for name in only):
            self._note("must be a list of source names", "sources", "only")
            only = []
        names = set(tables) if isinstance(tables, dict) else set()
        self._refuse_unknown(named | set(only), {*self.built_in, *names})
        return tuple(only), custom

    def refuse_mending(self, bent: Mapping[str, SourceSettings]) -> None:
        """Notes keys that mend a declaration at sources that have none, and those that make it one that cannot work."""
        for name, settings in bent.items():
            source = self.built_in.get(name)
            if source and source.declaration is None:
                for key in settings.mends:
                    self._note(NOT_DECLARED, "sources", name, key)
            elif source:
                self._refuse_unworkable(source, settings)

    def _refuse_unworkable(self, source: Source, settings: SourceSettings) -> None:
        try:
            mended(source, settings)
        except ValueError as error:
            self._note(str(error), "sources", source.name)

    def _take(self, key: str, default: Any) -> Any:
        if key in self.data:
            self._note("unknown key; it belongs under [sources]", key)
            del self.data[key]
        sources = self.data.get("sources")
        return sources.pop(key, default) if isinstance(sources, dict) else default

    def _refuse_unknown(self, named: set[str], known: set[str]) -> None:
        for name in sorted(named - known):
            self._note("no such source; there are " + ", ".join(sorted(known)), "sources", name)

    def _note(self, message: str, *place: str) -> None:
        self.problems.append(Problem(str(self.path), ".".join(place), find_line(self.text, place), message))
