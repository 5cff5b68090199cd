"""Formas: research on environment, food and planning, from the research funders' shared interface (`kit/gdp.py`).

What it publishes: every call of the council, most for universities; a municipality is at most a partner whose needs and
places are studied, and some calls ask for one (graduate schools, joint projects with "stakeholders").
What is not a call here: ended calls, which the same list holds.

It needs a key of its own, `key_env` or `key_file` in `[sources.se_formas]`; without it the source is not configured.
Written against the notes in `kit/gdp.py`: the address and the fields are told by several repositories (2026), no answer
was seen. When it fails, look at one answer first: the errors name the field that was missed.
"""

from sources.kit.gdp import gdp

SOURCE = gdp(
    name="se_formas",
    title="Formas",
    url="https://api.formas.se/gdp_formas/utlysningar",
    calls_page="https://formas.se/soka-finansiering/",
    least=1,
    most=200,
)
