"""Which language a text really is in, whatever its label says."""

from __future__ import annotations

SAMPLE = 2000  # characters; more does not change the answer


def is_swedish(text: str) -> bool:
    """True when most words are known in Swedish, and more than in English or Danish."""
    # Imported here: the word lists take a second and some memory, and few sources ask.
    from simplemma import langdetect

    language, share = langdetect(text[:SAMPLE], lang=("sv", "en", "da"))[0]
    return bool(language == "sv" and share > 0.5)
