"""The numbers by which a fact is judged to be in its place; `make fit-check` fits the models again.

Data: questions of PIAF 1.1 (French, Etalab, MIT) and of half of the development set of SQuAD 2.0 (English, CC BY-SA
4.0), made into statements. Below `OTHERWISE` lies one of a hundred facts that are in their place.
"""

from __future__ import annotations

from rag.answer.weights import Model

# fitted: begin
READ = Model(intercept=-4.29, weights={"read": 0.31, "found": 1.94, "share": 3.6, "echo": 4.33, "home": -6.06})
UNREAD = Model(intercept=-5.39, weights={"share": 4.13, "rival": -1.03, "echo": 5.54, "home": -7.37})
# fitted: end
OTHERWISE, DOUBTFUL = -0.84, -0.26
IN_PLACE, IN_PLACE_BY_WORDS = 0.15, 0.3
"""The share of all that could stand in a place, and of what stands near it, from which another fact is in it."""
FOUND_ELSEWHERE, SILENT = -3.5, -1.0
"""What a reader says of a place (`Reading.odds`): below the first it is sure by itself that another fact is in it,
above the second it does not say so."""
