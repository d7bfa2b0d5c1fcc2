"""Several people at once over one server: each sees the own conversation, whole, and nobody else's."""

from __future__ import annotations

import html
from concurrent.futures import ThreadPoolExecutor

from eval.bench.page_session import PageSession

QUESTIONS = (
    "Où et quand Stability AI a-t-elle été fondée ?",
    "Combien Meta prévoit-elle d’investir en 2025 ?",
    "Who runs Groq?",
    "Why will open models win, according to Jonathan Ross?",
    "Quelle est la capitale de la Mongolie ?",
    "Who is the CEO of Databricks?",
)


def test_nobody_sees_what_others_ask_at_the_same_time(page_address: str) -> None:
    with ThreadPoolExecutor(len(QUESTIONS)) as pool:
        people = list(pool.map(lambda _: PageSession(page_address), QUESTIONS))
        assert all(one.first_shown <= one.first_page for one in people)
        for turn in range(2):
            asked = [QUESTIONS[(i + turn) % len(QUESTIONS)] for i in range(len(people))]
            assert all(pool.map(PageSession.ask, people, asked))
        for i, one in enumerate(people):
            seen = "".join(shown for shown in one.shown if 'class="question"' in shown)
            own = {QUESTIONS[i], QUESTIONS[(i + 1) % len(QUESTIONS)]}
            assert {q for q in QUESTIONS if html.escape(q) in seen} == own
            one.close()
