"""Interreg Baltic Sea Region: projects of several countries around the Baltic; all of Sweden takes part.

What it publishes: one page with a section for each kind of project that can be applied for (core projects, small
projects, now and then others), each with a time-line: the launch, the last day of the obligatory project idea form,
and that of the application. A municipality may lead or be a partner; small projects suit it best. 80 per cent are
paid.
What is not a call here: the days of registration and selection, the sections on documents and partner search.

The last day of the idea form is a last day, too: who misses it cannot apply. The key gets the year of the round.
Written against the page stored as text (2022/2023, and a draft of it), with the day before its label. Sure of
address and labels; at which level the headings of the kinds stand was not seen (h2 is assumed). If they stand
elsewhere, the error says that no section has a label: add a `[sources.custom.…]` with another `sections` and switch
this one off.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="eu_interreg_baltic_sea",
        title="Interreg Baltic Sea Region",
        url="https://interreg-baltic.eu/gateway/calls/",
        sections="h2",
        labels={
            "closes": (
                "deadline for submitting project idea forms",
                "deadline for submitting project idea forms pifs",
            ),
            "other": ("deadline for requesting access",),
        },
        nothing=r"\bno (?:open |current )?calls?\b",  # assumed
        language="en",
        programme="Interreg Baltic Sea Region",
        region="Länderna runt Östersjön, hela Sverige",
        least=0,  # calls are a year apart
        most=10,
        format="text-only",
        written_against="the page of calls stored as text (2022/2023)",
    )
)
