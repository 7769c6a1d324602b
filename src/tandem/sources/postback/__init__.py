"""Affiliate postbacks: a network or a tracker calls an address with a click id, a status and perhaps a payout."""
