"""What goes into a letter and why now (`choose`), and how it is written (`render`).

choose    matches and what was told before -> `Digest`
render    `Digest` -> `Letter`; lays the facts out in `templates/letter.*.j2`
facts     what is said of one call
wording   the Swedish phrases and labels of `templates/wording.toml`
swedish   dates, amounts and lists as Swedish writes them
"""
