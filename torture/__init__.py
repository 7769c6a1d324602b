"""
Torture: the gateway as real processes on a very bad day, and then a look at the books.

    python -m torture --seconds 60 --seed 7

Nothing here is shipped. docs/torture.md says what is done to it and what is asked afterwards.
"""
