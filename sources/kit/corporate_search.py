"""The European Commission's search service, as it is: one address, many indexes, and silence where others complain.

Its usual failure is status 200 with the answer to another question, so everything that can be checked is: what came
back is what was asked for, and the pages together hold every row that the service says it has.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sources.kit.errors import ShapeError
from sources.kit.paging import read_all
from sources.kit.web import Web

T = TypeVar("T")

log = logging.getLogger(__name__)

PAGE_SIZE = 100  # more is not given, whatever is asked for
WINDOW = 10_000  # rows that one list can show; an unread filter announces some 640,000
# What `51050034TOPICSen`, `186571PROSPECTSEN` and `10381COMPETITIVE_CALLen` end in. Older references end in a time.
SUFFIX = re.compile(r"\d+(?:[A-Z_]+([a-z]{2})|PROSPECTS([A-Z]{2}))")


class Row:
    """One result. Every field is a list of strings, empty when missing; some rows hold their fields at the top level.

    reference  the service's name of the document, one for each language
    identity   tells documents apart: outdated copies in the index share the reference of the current one
    """

    def __init__(self, result: Mapping[str, Any]) -> None:
        self._fields = result.get("metadata") or result
        self.reference = str(result.get("reference", ""))
        self.identity = (self.reference, result.get("databaseLabel"), result.get("url"))
        self._language = str(result.get("language") or "")

    def all(self, name: str) -> list[str]:
        """The values of a field, with single spaces: labels and titles come with doubled ones."""
        value = self._fields.get(name)
        values = value if isinstance(value, list) else [value]
        return [" ".join(str(one).split()) for one in values if one is not None]

    def one(self, name: str) -> str:
        """The first value of a field, or an empty string."""
        return next(iter(self.all(name)), "")

    def languages(self) -> set[str]:
        """Codes of its languages, as its field says, else the result around it, else the end of its reference."""
        suffix = SUFFIX.fullmatch(self.reference)
        for told in (self.all("language"), [self._language], suffix.groups() if suffix else ()):
            if codes := {code.lower() for code in told if code}:
                return codes
        return set()

    def decoded(self, name: str, kind: type[T]) -> Iterator[T]:
        """The values of a field whose strings hold JSON of one `kind`, `list` or `dict`. Raises ShapeError."""
        for text in self.all(name):
            try:
                value = json.loads(text)
            except ValueError as error:
                raise ShapeError(f"{self.reference}: {name} is not JSON") from error
            if not isinstance(value, kind):
                raise ShapeError(f"{self.reference}: {name} holds {value!r:.60}, not a {kind.__name__}")
            yield value


def search(
    web: Web, index: str, terms: Mapping[str, Sequence[str]], order: str, language: str, *, partly: bool = False
) -> Iterator[Row]:
    """Every document of `index` in `language` whose fields hold one of the `terms`, sorted by the unique field `order`.

    Sorting is not a luxury: by relevance, pages repeat some rows and lose others.
    `partly`: the index holds only some documents in that language; rows that do not tell that they are in it are left
    out. Otherwise one row in another language proves that `languages` was not read.

    Raises FetchError, and ShapeError when the answer cannot be proved to be whole and the one that was asked for.
    """
    must = [{"terms": {field: list(values)}} for field, values in terms.items()]
    parts = {
        "query": {"bool": {"must": must}},
        "languages": [language],
        "sort": {"field": order, "order": "ASC"},
    }
    asked = dict(terms) if partly else {**terms, "language": [language]}

    def page(number: int) -> tuple[int, list[Row]]:
        total, rows = _page(web, index, parts, number)
        for row in rows:
            _verify(row, asked)
        return total, rows

    for row in read_all(page, lambda row: row.identity, WINDOW):
        if not partly or language in row.languages():
            yield row


def _page(web: Web, index: str, parts: Mapping[str, Any], number: int) -> tuple[int, list[Row]]:
    asked = {"pageNumber": number, "pageSize": PAGE_SIZE}
    params = {"apiKey": index, "text": "***"} | {name: str(value) for name, value in asked.items()}
    answer = web.post_json(web.url, params, parts)
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or not all(isinstance(result, dict) for result in results):
        raise ShapeError(f"an answer without results: {str(answer)[:200]}")
    if answer.get("warnings"):
        log.warning("the service warns: %s", answer["warnings"])
    echo = {name: answer.get(name) for name in asked}
    if echo != asked:
        raise ShapeError(f"asked for {asked}, got {echo}")
    total = answer.get("totalResults")
    if not isinstance(total, int):
        raise ShapeError(f"totalResults is {total!r}")
    return total, [Row(result) for result in results]


def _verify(row: Row, asked: Mapping[str, Sequence[str]]) -> None:
    """A field that is missing proves nothing against the row; one that says something else does."""
    for name, wanted in asked.items():
        told = row.languages() if name == "language" else row.all(name)
        found = {value.lower() for value in told}
        if found and not found & set(wanted):
            raise ShapeError(f"{row.reference}: asked for {name} {', '.join(wanted)}, got {', '.join(sorted(found))}")
