"""What holds for every test: hypothesis searches briefly and always the same way, so that a failure comes again."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "brief",
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("brief")
