"""The municipality: six verbs take calls from the world to the right inbox.

    collect   read every source, compare with what is stored, save
    merge     the same call at two sources becomes one
    score     calls x profiles -> matches with reasons
    compose   matches + what was told before -> letters in the outbox
    deliver   outbox -> mail, recorded per recipient before and after
    learn     verdicts -> proposals that a person approves

Floors, imports downward only: cli -> schedule -> flow -> reconcile, duplicates, scoring, digest, learning, settings,
profiles, store, mail (which do not know each other) -> model, errors, toml_file -> sources.
"""
