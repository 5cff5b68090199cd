"""Seconds and memory of a cold `rank` of a whole corpus, beside scikit-learn's plain TF-IDF cosine on the same calls.

    python -m benchmarks.matching CORPUS.jsonl.gz profiles

Every measurement is a fresh process, so imports, word lists and the background are in it. The plain ranker is what the
matcher has to be worth more than: `TfidfVectorizer` on title and text, the profile's words as a query, nothing else.
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from matcher.calls_file import read_calls
from matcher.profiles import read_profiles

RUNS = 3


def main() -> None:
    corpus, profiles = Path(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "calls.jsonl"
        calls.write_bytes(gzip.decompress(corpus.read_bytes()))
        figures = {name: best(name, calls, profiles) for name in RANKERS}
    plain, ours = figures["plain"], figures["matcher"]
    for name, (seconds, megabytes) in figures.items():
        print(f"{name:8} {seconds:6.1f} s {megabytes:6.0f} MB")
    print(f"ratio    {ours[0] / plain[0]:6.2f}   {ours[1] / plain[1]:6.2f}")


def best(name: str, calls: Path, profiles: Path) -> tuple[float, float]:
    """Least seconds and megabytes of `RUNS` fresh processes."""
    command = [sys.executable, "-m", "benchmarks.matching", "--one", name, str(calls), str(profiles)]
    runs = [json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout) for _ in range(RUNS)]
    return min(seconds for seconds, _ in runs), min(megabytes for _, megabytes in runs)


def one(name: str, calls: Path, profiles: Path) -> None:
    """One measurement in this process: seconds since its imports began, and its peak memory."""
    RANKERS[name](calls, profiles)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.perf_counter() - STARTED, megabytes]))


def with_matcher(calls: Path, profiles: Path) -> int:
    from matcher.scoring.matcher import Matcher

    found, knowledge = read_profiles(profiles)
    return len(Matcher(found, knowledge).rank(read_calls(calls)))


def with_plain_cosine(calls: Path, profiles: Path) -> int:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    listed = read_calls(calls)
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    documents = vectorizer.fit_transform([f"{call.title} {call.text}" for call in listed])
    found, _ = read_profiles(profiles)
    queries = [" ".join([p.description, *p.keywords, *p.keywords_en]) for p in found.values()]
    return int(cosine_similarity(vectorizer.transform(queries), documents).argsort().size)


RANKERS: dict[str, Callable[[Path, Path], int]] = {"matcher": with_matcher, "plain": with_plain_cosine}
STARTED = time.perf_counter()

if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
