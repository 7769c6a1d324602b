"""Alerts before money is lost: what needs a person, told once, and once more when it is over."""
