"""What goes into a letter and why now (`choose`), and how it is written (`render`).

week         what all letters of a period are chosen from
choose       matches and what was told before -> `Digest`
corrections  what is put right, and the sentence that says so
joint        which departments should apply together
days         which last days have passed, and which are near
render       `Digest` -> `Letter`
frame        its subject, its greeting, the line about the sources
facts        what is said of one call
lead         whether there is time to apply, in working days and meetings of boards
working_days which days are worked, red days among them
calendar     `Digest` -> the calendar file with its last days
coordinator  the letters to the coordinator
layout       the templates `templates/*.j2`
wording      the Swedish phrases and labels of `templates/wording.toml`
swedish      dates, amounts and lists as Swedish writes them
"""
