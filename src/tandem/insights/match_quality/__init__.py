"""
Event Match Quality: our estimate, since Meta does not publish how it makes its own, and Meta's figure beside it.

    rules.py      how many points each key is worth: contracts/meta/match_quality.json
    estimate.py   events of some keys: score, share and coverage of each key, what would help most. Pure
    report.py     the same for what the ledger holds, and what Meta told when it was asked
"""
