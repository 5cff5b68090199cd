"""Forte: research on health, working life and welfare, from the research funders' shared interface (`kit/gdp.py`).

What it publishes: every call of the council, for researchers at approved administrators; a municipality is at most a
partner, which calls on social services, care of the elderly and practice-based research sometimes ask for.
What is not a call here: ended calls, which the same list holds.

It needs a key of its own, `key_env` or `key_file` in `[sources.se_forte]`; without it the source is not configured.
Written against the notes in `kit/gdp.py`: the address and the fields are told by several repositories (2026), no answer
was seen. When it fails, look at one answer first: the errors name the field that was missed.
"""

from sources.kit.gdp import gdp

SOURCE = gdp(
    name="se_forte",
    title="Forte",
    url="https://api.forte.se/gdp_forte/utlysningar",
    calls_page="https://forte.se/sok-finansiering/",
    least=1,
    most=200,
)
