"""A morning's reading of many funders: seconds and memory, first in full and then with nothing changed.

    .venv/bin/python -m benchmarks.collect [SOURCES]      default: 40

Every source that has a recording is read from it; the rest are copies of one source with thirty calls, whose pages have
the size of real ones: 60 kB each with menus, links and scripts around the words. Every funder is a host of its own on
loopback, marks versions as real servers do, and answers at once; politeness is off, since it would only measure itself.
Reading is a process of its own, so that its memory and its CPU seconds are its own (loading the program included).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from matcher import flow
from matcher.house import House
from matcher.profiles import read_profiles
from matcher.settings import HttpSettings, MailSettings, Settings, SourceSettings, StoreSettings
from matcher.store import open_store
from sources import all_sources
from sources.kit.call import Call, Source
from sources.kit.web import Web
from tests.world import world

ROOT = Path(__file__).resolve().parents[1]
TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 6, tzinfo=UTC)
SOURCES, CALLS = 40, 30
MODEL = "se_energimyndigheten"
ITSELF = [sys.executable, "-m", "benchmarks.collect", "read"]


# ── The funders ──


def furniture() -> str:
    """What stands around the words of a page on a real site."""
    links = (f'<li class="menu__item"><a href="/om/{n}/" class="menu__link">Sida {n}</a></li>' for n in range(400))
    scripts = "<script>var settings = {};</script>".format({f"key{n}": n for n in range(900)})
    return f"<nav><ul>{''.join(links)}</ul></nav>{scripts}"


def detail(number: int) -> str:
    words = "<p>Kommuner kan söka stöd för att minska energianvändningen i förskolor och äldreboenden.</p>" * 90
    terms = "<p>Högst 2 mkr per projekt.</p><h2>Vem kan söka?</h2><p>Kommuner.</p>"
    return f"<h1>Stöd {number} till kommuner</h1>{terms}{words}"


def card(number: int) -> str:
    link = f"<a href='/utlysningar/stod-{number}/'>Stöd {number} till kommuner</a>"
    return f"<li>{link}<p>Stänger 5 mars 2027</p><p>Övrigt</p></li>"


def site() -> dict[str, bytes]:
    """Path → page of one funder."""
    pages = {f"/utlysningar/stod-{number}/": detail(number) for number in range(CALLS)}
    pages["/utlysningar/"] = f"<h1>Utlysningar</h1><ul>{''.join(map(card, range(CALLS)))}</ul>"
    around = "<!doctype html><html lang=sv><head><title>Funder</title></head><body>{}<main>{}</main></body></html>"
    return {path: around.format(furniture(), page).encode() for path, page in pages.items()}


class Funder(BaseHTTPRequestHandler):
    """Answers with a page and its version, or that the version is known."""

    protocol_version = "HTTP/1.1"
    pages: dict[str, bytes] = site()

    def do_GET(self) -> None:
        page = self.pages.get(self.path)
        mark = f'"{sha256(page).hexdigest()[:16]}"' if page else ""
        known = page is not None and self.headers.get("If-None-Match") == mark
        self.send_response(404 if page is None else 304 if known else 200)
        if page is not None and not known:
            self.send_header("ETag", mark)
            self.send_header("Content-Type", "text/html; charset=utf-8")
        body = b"" if known or page is None else page
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody wants a log of requests."""


@contextmanager
def funders(count: int) -> Iterator[list[str]]:
    """So many funders, each at an address of its own."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Funder) for _ in range(count)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_port}/utlysningar/" for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


# ── The reading ──


def copy_of_model(name: str) -> Source:
    model = all_sources()[MODEL]

    def crawl(web: Web) -> Iterator[Call]:
        yield from (replace(call, source=name) for call in model.crawl(web))

    return replace(model, name=name, crawl=crawl)


def read(folder: Path, day: int) -> None:
    """One reading of every source of the file that the parent wrote; prints its seconds and counts."""
    lines = (folder / "sources").read_text(encoding="utf-8").splitlines()
    addresses = dict(line.split(" ", 1) for line in lines)
    known = all_sources()
    sources = {name: known.get(name) or copy_of_model(name) for name in addresses}
    settings = Settings(
        store=StoreSettings(folder / "matcher.db"),
        mail=MailSettings(folder=folder),
        http=HttpSettings(per_second=1000),
        sources={name: SourceSettings(url=url) for name, url in addresses.items()},
    )
    profiles, knowledge = read_profiles(ROOT / "profiles")
    with open_store(settings.store.path) as store:
        house = House(settings, store, sources, profiles, knowledge)
        begun = time.perf_counter()
        outcomes = flow.collect(house, NOW + timedelta(days=day))
    ill = [f"{outcome.source}: {outcome.error}" for outcome in outcomes if not outcome.ok]
    if ill:
        raise SystemExit("\n".join(ill))
    counts = [
        sum(getattr(outcome, what) for outcome in outcomes) for what in ("answered", "unmodified", "calls", "new")
    ]
    print(f"{time.perf_counter() - begun:8.1f}", *(f"{count:10d}" for count in counts), end=" ")


def measure(folder: Path, day: int) -> None:
    """A reading in a process of its own, and its peak memory."""
    process = subprocess.Popen([*ITSELF, str(folder), str(day)], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the reading ended with {process.returncode}")
    print(f"{usage.ru_utime + usage.ru_stime:6.1f} {usage.ru_maxrss / 1024:5.0f}", flush=True)


def main(count: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = stack.enter_context(world(TODAY))
        copies = stack.enter_context(funders(max(0, count - len(addresses))))
        addresses |= {f"se_copy_{number:02}": url for number, url in enumerate(copies)}
        (folder / "sources").write_text("\n".join(f"{name} {url}" for name, url in addresses.items()), encoding="utf-8")
        sizes = [len(page) for page in Funder.pages.values()]
        mean = sum(sizes) // len(sizes)
        print(f"{len(addresses)} sources, {len(copies)} of them with {len(sizes)} pages of {mean} bytes")
        print(
            f"{'':18} {'seconds':>8} {'answers':>10} {'unmodified':>10} {'calls':>10} {'new':>10} {'CPU':>6} {'MB':>5}"
        )
        for name, day in (("in full", 0), ("nothing changed", 1)):
            print(f"{name:18}", end=" ", flush=True)
            measure(folder, day)


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        read(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else SOURCES)
