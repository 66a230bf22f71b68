import pytest
from course_kit import Course
from hypothesis import HealthCheck, settings

# A law holds on a slow machine too: no example is timed, and a busy core is no failure.
settings.register_profile("grader", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("grader")


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "course")
