"""Skogsstyrelsen: money for owners of forest, municipalities too, that care for nature, culture and outdoor life.

What it publishes: a list of supports, and a page for each. For a small municipality: Nokås, which pays most of what
it costs to clear and mark trails, make wetlands and tend brown edges and old groves.
What is not a call here: "apply for payment within three months", which is for those who have been granted money;
pages on rules, felling and advice.

The pages tell no last day, and do not say that they are rolling: a call without days is told as one.
Written against parts of the texts of Nokås's page at three times (2016 and later) and of others' pages on it. Sure of
its address, labels and rates; the list, the other supports and the mark-up were not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_skogsstyrelsen",
        title="Skogsstyrelsen",
        url="https://www.skogsstyrelsen.se/aga-skog/stod-och-bidrag/",
        links=r"^/aga-skog/stod-och-bidrag/([^/]+)/?$",
        not_calls=(r"utbetal", r"regler", r"villkor", r"r(?:å|a)dgivning"),
        least=1,
        most=25,
        format="text-only",
        written_against="parts of the texts of one support's page at three times (2016 and later)",
    )
)
