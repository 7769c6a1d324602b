"""
The words in which consent is told by others: strings of the IAB, Google's consent mode, cookies of consent banners.

Everything here is pure, and never raises: what cannot be read says nothing (`unknown`). See docs/consent.md.
"""
