"""Trafikverket: the state's part of municipalities' traffic safety and public transport, and a fund for road safety.

What it publishes: many pages; two are about money that a municipality can apply for. "Statlig medfinansiering" pays a
part of safer streets, cycle paths and bus stops; when to apply differs between regions and is told by a contact person,
so its call has no day. The fund "Skyltfonden" pays for ideas on road safety, on 1 March and 1 October.
What is not a call here: aid to private roads (their owners apply), and to associations. Urban environment agreements
("stadsmiljöavtal") were for towns; whether new ones are made was not found out: if so, add the page to `pages`.

Two named pages are read, not a list. The key gets the year where a day is told; that of a day without one is inferred.
Written against texts of the two pages (undated, 2020 or later). Sure of the words, not that the addresses still answer;
the mark-up was not seen.
"""

from sources.kit.declaration import Declaration
from sources.kit.declared import declared

SOURCE = declared(
    Declaration(
        name="se_trafikverket",
        title="Trafikverket",
        url="https://bransch.trafikverket.se/tjanster/ansok-om/",
        pages=(
            "ansok-om-statlig-medfinansiering-till-regionala-kollektivtrafikanlaggningar-trafiksakerhet-och-miljo/",
            "ansok-om-bidrag/Ansokan-av-bidrag/",
        ),
        least=1,
        most=5,
        format="text-only",
        written_against="texts of two pages (undated, 2020 or later)",
    )
)
