"""
The pytest plugin: a Meta in every test that asks for it.

    plugin.py   the fixture `meta`; imports nothing until a test asks
    meta.py     what a test may ask of it
    legs.py     one action's two legs, side by side
"""
