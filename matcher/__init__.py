"""The municipality: six verbs take calls from the world to the right inbox.

    collect   read every source, compare with what is stored, save
    merge     the same call at two sources becomes one
    score     calls x profiles -> matches with reasons
    compose   matches + what was told before -> letters in the outbox
    deliver   outbox -> mail, recorded per recipient before and after
    learn     verdicts -> proposals that a person approves

The floors, which import downward only, are drawn in docs/architecture.md.
"""
