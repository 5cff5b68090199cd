"""Makes `matcher/scoring/background.json.gz` from a corpus of calls: statistics only, no texts.

    python -m benchmarks.background CORPUS.jsonl.gz

Kept per call: which stems stand in its title, in its lead, and as parts of compounds there; as sorted sets, without
stems that fewer than two calls have. English calls are thinned to `MOST` evenly over the corpus.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from matcher.scoring.background import ANALYSIS, FILE
from matcher.scoring.passages import LEAD_CHARS, LEAD_WORDS
from matcher.scoring.words import Language, reading_language, words

MOST = 700
LEAST_CALLS = 2

Sets = tuple[set[str], set[str], set[str]]


def main() -> None:
    corpus = [json.loads(line) for line in gzip.decompress(Path(sys.argv[1]).read_bytes()).splitlines()]
    data: dict[str, Any] = {"analysis": ANALYSIS}
    for language in ("sv", "en"):
        calls = [call for call in corpus if reading_language(call["language"]) == language]
        step = max(1, -(-len(calls) // MOST))
        data[language] = pack([sets(call, language) for call in calls[::step]])
        print(f"{language}: {len(data[language]['calls'])} calls, {len(data[language]['stems'])} stems")
    packed = gzip.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)
    path = Path(__file__).parent.parent / "matcher" / "scoring" / FILE
    path.write_bytes(packed)
    print(f"{path.name}: {len(packed) / 1000:.0f} kB")


def sets(call: dict[str, Any], language: Language) -> Sets:
    title = words(call["title"], language)
    lead = words(call["text"][:LEAD_CHARS], language)[:LEAD_WORDS]
    parts = {part for word in title + lead for part in word.parts}
    return {word.stem for word in title}, {word.stem for word in lead}, parts


def pack(calls: list[Sets]) -> dict[str, Any]:
    frequency = Counter(stem for title, lead, parts in calls for stem in title | lead | parts)
    stems = [stem for stem, n in sorted(frequency.items(), key=lambda item: (-item[1], item[0])) if n >= LEAST_CALLS]
    number = {stem: place for place, stem in enumerate(stems)}
    return {"stems": stems, "calls": [[gaps(part, number) for part in call] for call in calls]}


def gaps(stems: set[str], number: dict[str, int]) -> list[int]:
    """Numbers of the known stems in order, each as the gap to the one before."""
    known = sorted(number[stem] for stem in stems if stem in number)
    return [after - before for before, after in zip([0, *known], known, strict=False)]


if __name__ == "__main__":
    main()
