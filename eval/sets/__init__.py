"""Question sets: what is asked, and what a right answer and a right passage are. See `read_set`."""

from eval.sets.case import Case
from eval.sets.read import QuestionSet, read_set

__all__ = ["Case", "QuestionSet", "read_set"]
