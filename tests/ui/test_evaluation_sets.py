"""The question sets of the page: looked at, uploaded, deleted, and added to from rated answers."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from eval.page.job_view import desk
from eval.page.texts import EVALUATION_TEXTS
from eval.sets import read_set
from rag.history.store import History
from rag.history.values import KeptExchange
from rag.service import Service
from rag.types import Filter, Turn
from rag.ui import shell
from rag.ui.person import Person
from tests.doubles import HashEmbedder
from tests.ui.drawn import Start, drawn_until, shown
from tests.ui.evaluating import ROWS, evaluation, job, run_to_its_end, small_service, view, widget, write_set

ENGLISH = EVALUATION_TEXTS["en"]
ME = Person("browser:me")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Over a small index, in a folder of its own, for one reader; sets that come with Sourcier are not there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("eval.page.reading.SHIPPED", ())
    monkeypatch.setattr(shell, "present", lambda settings: ME)
    desk.clear()
    return small_service(tmp_path, HashEmbedder(dimension=512))


def sets(start: Start, service: Service) -> AppTest:
    return view(evaluation(start, service), "sets")


def folder(service: Service) -> Path:
    return service.settings.data_folder / "sets"


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    uploader: Any = app.file_uploader[0]
    return uploader.set_value((name, data, "application/octet-stream")).run()  # type: ignore[no-any-return]


def test_a_set_is_uploaded_seen_and_deleted(start: Start, service: Service) -> None:
    app = sets(start, service)
    data = "question;answerable\nQui a fermé la route ?;oui\n<b>Où</b> *vont* les zèbres ?;non\n".encode("cp1252")
    upload(app, "Mes questions.csv", data)
    kept = folder(service) / "Mes-questions.csv"
    assert kept.read_bytes() == data
    assert "Mes-questions.csv is kept." in shown(app)
    assert app.selectbox(key="evaluation-set").value == str(kept)
    assert "2 questions · French 2 · 1 without an answer in the articles · 0 with gold" in shown(app)
    assert list(app.dataframe[0].value["question"])[1] == "<b>Où</b> *vont* les zèbres ?"
    app.button(key="evaluation-delete").click().run()
    assert not kept.exists()
    assert html.escape(ENGLISH.no_sets) in shown(app)
    assert not app.exception


def test_a_set_with_a_mistake_is_refused_with_its_line(start: Start, service: Service) -> None:
    app = sets(start, service)
    upload(app, "wrong.jsonl", b'{"question": "Qui ?"}\n{"question": "x", "answer": "y"}\n')
    assert "wrong.jsonl, line 2: there is no field “answer”." in shown(app)
    upload(app, "empty.jsonl", b"\n")
    assert "empty.jsonl holds no question." in shown(app)
    assert not folder(service).exists()
    assert not app.exception


def test_a_set_that_was_damaged_on_the_disk_is_told_of(start: Start, service: Service) -> None:
    write_set(folder(service)).write_text("{", encoding="utf-8")
    app = sets(start, service)
    assert "set.jsonl, line 1: not valid JSON" in shown(app)
    assert app.button(key="evaluation-delete")
    view(app, "run")
    assert "set.jsonl, line 1: not valid JSON" in shown(app)
    assert not app.exception


def test_who_may_not_edit_runs_and_sees_but_changes_nothing(
    start: Start, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(folder(service))
    monkeypatch.setattr(shell, "present", lambda settings: replace(ME, may_edit=False))
    app = sets(start, service)
    assert ENGLISH.may_not in shown(app)
    assert not app.file_uploader
    assert [button.key for button in app.button if button.key == "evaluation-delete"] == []
    view(app, "run")
    run_to_its_end(app, "mine")
    assert job().progress().stage == "finished"


def keep(service: Service, *exchanges: KeptExchange, owner: Person = ME) -> None:
    history: History = service.history
    conversation = history.begin(owner.id, "x")
    for exchange in exchanges:
        history.append(owner.id, conversation, exchange)


def asked(service: Service, question: str, **changes: Any) -> KeptExchange:
    """What asking the small index gives."""
    answer = service.open(lambda _: None).ask(question)
    return KeptExchange(question, replace(answer, **changes.pop("answer", {})), **changes)


def fill(app: AppTest, **values: Any) -> AppTest:
    for label, value in values.items():
        kind = "checkbox" if isinstance(value, bool) else "text_area"
        widget(app, kind, getattr(ENGLISH, f"turn_{label}")).set_value(value)
    return widget(app, "button", ENGLISH.turn_add).click().run()  # type: ignore[no-any-return]


def test_a_rated_answer_becomes_a_question(start: Start, service: Service) -> None:
    keep(service, asked(service, "Qui a fermé la route ?", rating="up", comment="Très <b>bien</b>"))
    app = sets(start, service)
    assert "Your comment: Très &lt;b&gt;bien&lt;/b&gt;" in shown(app)
    assert app.selectbox(key="evaluation-turn").options[0].startswith("Qui a fermé la route ? · good · ")
    gold = widget(app, "text_area", ENGLISH.turn_gold).value
    assert "Le maire a fermé la route." in gold
    fill(app, answers="le maire")
    path = folder(service) / "conversations.jsonl"
    assert "conversations.jsonl now has 1 question." in shown(app)
    (case,) = read_set(path).cases
    assert (case.question, case.answers, case.answerable) == ("Qui a fermé la route ?", ("le maire",), True)
    assert case.gold == tuple((line,) for line in gold.splitlines())
    assert ENGLISH.turn_there in shown(app), "it is not added twice"
    view(app, "run")
    run_to_its_end(app, "mine")
    assert job().progress().right == 1
    assert not app.exception


def test_the_turns_before_a_follow_up_come_with_it(start: Start, service: Service) -> None:
    first = asked(service, "Qui a fermé la route ?")
    follow = asked(service, "Et le pont ?", answer={"searched": "Qui a fermé le pont ?"}, rating="down")
    keep(service, first, replace(follow, where=Filter(languages=("fr",))))
    write_set(folder(service))
    app = sets(start, service)
    assert ENGLISH.turn_filter in shown(app)
    assert widget(app, "text_area", ENGLISH.turn_gold).value == ""
    assert app.selectbox(key="evaluation-into").value == "set.jsonl"
    fill(app, gold="crue.md ¦ flood.md")
    case = read_set(folder(service) / "set.jsonl").cases[-1]
    assert len(read_set(folder(service) / "set.jsonl").cases) == len(ROWS) + 1
    assert case.history[0] == Turn("user", "Qui a fermé la route ?")
    assert case.gold == (("crue.md", "flood.md"),)
    assert case.tags == ("conversation", "thumb-down")


def test_what_is_wrong_in_the_form_is_said_and_nothing_is_added(start: Start, service: Service) -> None:
    keep(service, asked(service, "Qui a fermé la route ?", rating="up"))
    app = sets(start, service)
    fill(app, question="   ")
    assert "the “question” is missing or empty" in shown(app)
    assert widget(app, "text_area", ENGLISH.turn_question).value == "   ", "the form stays as it was filled in"
    widget(app, "text_input", ENGLISH.turn_new_name).set_value("///").run()
    fill(app, question="Qui ?")
    assert "cannot be the name of a question set" in shown(app)
    assert not (folder(service)).exists()
    assert not app.exception


def test_nobody_sees_anothers_answers(start: Start, service: Service) -> None:
    keep(service, asked(service, "Qui a fermé la route ?", rating="up"), owner=Person("browser:other"))
    keep(service, asked(service, "Quel est le budget ?"), KeptExchange("Texte", checked=(), rating="up"))
    app = sets(start, service)
    assert ENGLISH.turn_none in shown(app)
    assert "fermé la route" not in shown(app)


def test_a_set_that_has_grown_is_another_than_the_one_of_a_run(start: Start, service: Service) -> None:
    write_set(folder(service))
    keep(service, asked(service, "Qui a fermé la route ?", rating="up"))
    app = evaluation(start, service)
    run_to_its_end(app, "before")
    view(app, "sets")
    fill(app)
    view(app, "run")
    widget(app, "text_input", ENGLISH.name).set_value("before").run()
    assert "question set: set.jsonl (" in shown(app)
    assert app.button(key="evaluation-start").disabled
    widget(app, "text_input", ENGLISH.name).set_value("after").run()
    app.button(key="evaluation-start").click().run()
    drawn_until(app, lambda: job().is_over)
    assert job().progress().done == len(ROWS) + 1
