"""The numbers by which a statement is judged; `make fit-check` fits the models again.

Data: questions of PIAF 1.1 (French, Etalab, MIT) and of half of the development set of SQuAD 2.0 (English, CC BY-SA
4.0), made into statements, and statements written in pairs (`eval/data/twins.jsonl.xz`, CC BY-SA 4.0), on articles that
the reader was not trained on.
"""

from __future__ import annotations

from rag.answer.weights import Model

# fitted: begin
PLACE = Model(intercept=0.47, weights={"share": 4.82, "rival": -1.39, "echo": -1.16, "home": -11.96})
SUPPORT = Model(intercept=0.66, weights={"supports": 0.61, "unsupported": -0.89, "weak": -0.15})
# fitted: end
OTHERWISE, DOUBTFUL = -1.3, -0.1
"""Log-odds that a fact is in its place: of those that are, one and five of a hundred lie below."""
IN_PLACE = 0.3
"""The share of what stands near a place from which another fact is in it."""
UNSUPPORTED, SUPPORTED = -0.65, 0.23
"""Log-odds that a passage supports a statement, below which it does not and from which it surely does: of statements
that are supported, and whose numbers and dates are there, eleven and twenty of a hundred lie below."""
CONTRADICTED, NOT_CONTRADICTED = 0.5, -1.0
"""Log-odds that it says the contrary: from the first the reader says so by itself, below the second it knows better
than words and facts."""
