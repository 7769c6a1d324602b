"""
Meta's own Pixel library, in a real browser, against the emulator: is everything it sends taken, and counted once?

The library may not be passed on with Tandem; whoever has the file, or reaches Meta's host, runs

    make real-pixel PIXEL=fbevents.js
    make real-pixel PIXEL=https://connect.facebook.net/en_US/fbevents.js

A page on loopback loads that file behind the standard base code, `fbq('set', 'endpoint', …)` points it at an emulator,
and one visit goes through the commands of `visit.py`. What the browser asks of Meta's hosts all the same is answered by
the emulator; nothing else is reached. The report names every request with its parameters: read, ignored by name, or
unknown. The exit code is 1 when one check does not hold, 2 when the visit could not be made.
"""
