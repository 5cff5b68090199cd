"""Vetenskapsrådet: research in all fields, from the research funders' shared interface (`kit/gdp.py`).

What it publishes: every call of the council, nearly all for researchers; of use to a municipality are at most those on
educational sciences (practice-based school research), as a partner.
What is not a call here: ended calls, which the same list holds.

It needs a key of its own, `key_env` or `key_file` in `[sources.se_vetenskapsradet]`; without it the source is not
configured. Between its two yearly rounds only a few calls may be open.
Written against the notes in `kit/gdp.py`: the address and the fields are told by several repositories (2026), no answer
was seen. When it fails, look at one answer first: the errors name the field that was missed.
"""

from sources.kit.gdp import gdp

SOURCE = gdp(
    name="se_vetenskapsradet",
    title="Vetenskapsrådet",
    url="https://api.vr.se/gdp_vr/utlysningar",
    calls_page="https://www.vr.se/",
    least=1,
    most=200,
)
