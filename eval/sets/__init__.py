"""Question sets: what is asked, and what a right answer and a right passage are. See `read_set`."""

from eval.sets.case import Case
from eval.sets.read import QuestionSet, parse_set, read_set

__all__ = ["Case", "QuestionSet", "parse_set", "read_set"]
