"""Options of the test run that all tests share."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A loaded machine is no fault of a property; and one run of CI draws what the next one draws, so
# that a change is judged by itself. At a desk the draws stay random: that is how faults are found.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what is made now as what is agreed; then read the difference",
    )
