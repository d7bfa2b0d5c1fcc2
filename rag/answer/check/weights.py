"""The numbers by which a fact is judged to be in its place."""

from __future__ import annotations

from rag.answer.weights import Model

# fitted: begin
READ = Model(intercept=-4.29, weights={"read": 0.31, "found": 1.94, "share": 3.6, "echo": 4.33, "home": -6.06})
UNREAD = Model(intercept=-5.39, weights={"share": 4.13, "rival": -1.03, "echo": 5.54, "home": -7.37})
# fitted: end
OTHERWISE, DOUBTFUL = -0.84, -0.26
FOUND_ELSEWHERE, SILENT = -3.5, -1.0
"""What a reader says of a place (`Reading.odds`): below the first it is sure by itself that another fact is in it,
above the second it does not say so."""
