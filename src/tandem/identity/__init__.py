"""
Station 3: who an event is about, no further than allowed: match keys normalised and hashed, browser ids, the client's
address.

Everything here is pure: no clock, no chance, no network. What cannot be used is dropped alone, as an `Unusable` that
says why and never holds the value; the event lives.
"""
