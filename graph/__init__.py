"""couldshare: what one agency could share with another, on any date, about whom, and on whose authority."""

from .api import Answer, Changes, Record, Timeline, load
from .errors import DataError, GraphError, NotFound, Problem, QueryError, QuestionError
from .model import Verdict

__all__ = [
    "Answer", "Changes", "DataError", "GraphError", "NotFound", "Problem", "QueryError", "QuestionError",
    "Record", "Timeline", "Verdict", "load",
]  # fmt: skip
