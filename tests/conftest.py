import pytest
from course_kit import Course


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "course")
