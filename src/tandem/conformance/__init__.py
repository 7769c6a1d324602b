"""
The conformance suite: the vectors of contracts/meta/vectors/ and live checks, run against anyone's implementation.

    vectors.py         what is asked: one input, its documented form, its source
    answer.py          what an implementation may answer
    verdict.py         pass, or in which way not
    implementation.py  the seam: everything that can be asked
    ours.py            this installation's own identity station
    program.py         any program that answers line by line, in a process of its own
    peers.py           the programs around packages that we know; drivers/ runs inside their interpreters
    endpoint.py        anything that takes events over HTTP and sends them on; post.py and stage.py are its wire
    live.py            what only a running gateway can show
    gateway.py         a Tandem on free ports, for `--live`
    invitation.py      who is asked
    scoreboard.py      asks everyone everything, and keeps the score
    printed.py         the score on a terminal

A peer runs outside this process: when it crashes, that is its failure and not ours.
"""
