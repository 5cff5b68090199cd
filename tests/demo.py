"""`make demo`: the main job on the recordings that ship with the project, for five Mondays in a row.

The readers really fetch over HTTP, from a small internet on loopback that plays the funders; everything else is the
real command with its defaults: one SQLite file, letters into a folder. Running it twice is safe: what was told
stays told.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.world import world

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "demo"
MONDAYS = (
    (date(2026, 11, 23), "Första måndagen: alla mottagare får sitt första brev."),
    (date(2026, 11, 30), "Andra måndagen: några nya utlysningar har kommit, och för en del en som kanske passar."),
    (date(2026, 12, 7), "Tredje måndagen: bara en påminnelse om något som stänger snart."),
    (date(2026, 12, 14), "Fjärde måndagen: bara en och annan som kanske passar, för det kommer högst varannan vecka."),
    (date(2026, 12, 21), "Femte måndagen: inget nytt, och det står i brevet."),
)

CONFIG = """\
# Written by `make demo`: the funders are played by a small web server on this machine.
[store]
path = "matcher.db"

[profiles]
path = "../profiles"

[mail]
mode = "folder"
folder = "letters"
"""


def write_config(addresses: dict[str, str]) -> Path:
    FOLDER.mkdir(exist_ok=True)
    sources = "".join(f'\n[sources.{name}]\nurl = "{url}"\n' for name, url in addresses.items())
    path = FOLDER / "config.toml"
    path.write_text(CONFIG + sources, encoding="utf-8")
    return path


def main() -> int:
    failed = 0
    for monday, story in MONDAYS:
        print(f"\n── {monday} ── {story}", flush=True)
        with world(monday) as addresses:
            config = write_config(addresses)
            command = [
                sys.executable,
                "-m",
                "matcher",
                "--quiet",
                "--config",
                str(config),
                "run",
                "--today",
                str(monday),
            ]
            failed |= subprocess.run(command, cwd=ROOT, check=False).returncode
    letters = FOLDER / "letters"
    print(f"\nBreven: {letters} ({len(list(letters.glob('*.eml')))} stycken, som .eml, .html och .txt)")
    print(f"Databasen: {FOLDER / 'matcher.db'}")
    config = FOLDER.relative_to(ROOT) / "config.toml"
    print(f'Varför? .venv/bin/matcher --config {config} explain social "AI i välfärden"')
    return failed


if __name__ == "__main__":
    sys.exit(main())
