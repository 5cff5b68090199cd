"""One reading of one source: strict about its size and its soundness. Nothing is kept of half a harvest."""

from __future__ import annotations

from datetime import date

from matcher.settings import Settings
from matcher.source_settings import SourceSettings
from sources.kit.addresses import place_of
from sources.kit.call import Call, Source, is_web_address
from sources.kit.errors import ShapeError
from sources.kit.shelf import Shelf
from sources.kit.transport import Pace
from sources.kit.web import Web


def open_web(source: Source, settings: Settings, today: date, shelf: Shelf, pace: Pace) -> Web:
    """The door through which this source sees the world. `shelf` and `pace` as `Web` has them."""
    bent = settings.source(source.name)
    addresses = [*(other.url for other in settings.sources.values()), *(own.url for own in settings.custom.values())]
    return Web(
        source.url,
        today,
        override=bent.url if bent.url and is_elsewhere(source, bent) else "",
        trusted=[place_of(address) for address in addresses if address],
        shelf=shelf,
        pace=pace,
        robots=bent.robots,
        key=bent.key if source.needs_key else "",
        contact=settings.http.contact or settings.mail.sender,
        timeout=settings.http.timeout,
    )


def is_elsewhere(source: Source, bent: SourceSettings) -> bool:
    """Whether another server than the funder's answers."""
    return bool(bent.url) and bent.url != source.url


def harvest(source: Source, bent: SourceSettings, web: Web) -> dict[str, Call]:
    """Every call of the source by key. Raises SourceError when it could not be read whole or looks wrong.

    The declared harvest is that of the funder's own address; at another one only nothing at all is surely wrong, where
    the source is never empty, unless the operator says what to expect there.
    """
    calls: dict[str, Call] = {}
    for call in source.crawl(web):
        if call.key in calls:
            raise ShapeError(f"the call {call.key} was listed twice")
        with web.part(call.key):
            calls[call.key] = _sound(call)
    least = (
        bent.least if bent.least is not None else (min(1, source.least) if is_elsewhere(source, bent) else source.least)
    )
    most = bent.most if bent.most is not None else source.most
    if not least <= len(calls) + len(web.skipped) <= most:
        raise ShapeError(f"{len(calls)} calls, where {least} to {most} are expected")
    if len(web.skipped) > len(calls):
        key, fault = next(iter(web.skipped.items()))
        raise ShapeError(f"{len(web.skipped)} calls could not be read, the first of them {key}: {fault}")
    return calls


def _sound(call: Call) -> Call:
    if not call.title.strip():
        raise ShapeError(f"{call.url}: a call without a title")
    if not is_web_address(call.url):
        raise ShapeError(f"{call.url!r} is not a web address")
    try:
        f"{call.title}{call.text}{call.applicants}{call.keywords}".encode()
    except UnicodeEncodeError as error:
        raise ShapeError("text that cannot be written as UTF-8, as broken JSON escapes leave it") from error
    return call
