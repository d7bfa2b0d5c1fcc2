"""Questions that stand by themselves are returned word for word, whatever was spoken of before."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from rag.types import Rewritten, Turn
from tests.chat.conversation import RULES, rewritten
from tests.conftest import ROOT

BEFORE = "Pourquoi Emad Mostaque a-t-il quitté Stability AI en 2024 ?", "Un investisseur, Coatue, le demandait."

FRENCH = """
Y a-t-il un nouveau casque chez Meta ?
Combien de salariés y a-t-il chez Meta ?
Est-ce qu'il y a des rivaux ?
Faut-il ouvrir les modèles d'IA ?
Où faut-il demander un passeport ?
Est-il possible d'utiliser Llama 4 ?
Est-il vrai que la Terre est ronde ?
Quelle heure est-il ?
Quel temps fait-il à Paris ?
De quoi s'agit-il dans l'affaire FTC ?
Existe-t-il des alternatives ?
Que se passe-t-il en Chine ?
Que s'est-il passé en 2023 chez Ubisoft ?
S'il vous plaît, qui dirige Groq ?
Qu'est-ce que LlamaCon ?
C'est quoi LlamaCon ?
Combien Meta compte-t-elle investir en 2025 ?
Pourquoi les lunettes se vendent-elles mieux ?
Le casque Quest 4 a-t-il du retard ?
Meta a-t-elle réduit ses effectifs ?
Comment la FTC s'y prend-elle avec Meta ?
Où peirce donnait-il des conférences ?
Toffo abrite t-il une préfecture ?
Que craint Jonathan Ross pour ses clients ?
Pourquoi Elena Vazquez dit-elle que Meta pose des rails ?
L'entreprise de Musk a-t-elle levé des fonds ?
Qui dirige l'entreprise Groq ?
Quels analystes ont baissé leur objectif de cours ?
Combien de personnes ont perdu leur emploi à Reality Labs ?
Quelle entreprise a perdu son directeur général en mai ?
Quel est ce pays africain qui a pour capitale Asmara ?
Que fait dans la vie cette Maya qui commente l'open source ?
Qui a écrit tous ces logiciels ?
Organisation de ce document
Que dit cet article ?
Cette année, Meta investit-elle plus ?
Qui a écrit « Le Petit Prince » ?
Comment fait-on du pain ?
Est-ce que ce sont les modèles ouverts qui gagnent ?
Quelle est la capitale de l'Australie ?
Et quelle est la capitale de l'Australie ?
Et Zuckerberg, que pense-t-il des modèles fermés ?
LlamaCon 2025 ?
chiffre d'affaires Meta 2024
Merci !
Que pense R Street de l'ouverture ?
D'accord, maintenant je sais ce qu'est Debian, qu'est-ce que Linux ?
"""
ENGLISH = """
Is it possible to run Llama 4 at home?
Is it true that Meta lost users?
What time is it?
What is it called when a company buys another?
How long does it take to train Llama 4?
What does it take to build a model?
It is generally assumed that a Turing machine can solve what?
Is it raining in London?
Is there a new headset?
How many people are there at Meta?
Are there any rivals to Groq?
Does Meta think it can win?
Why does Meta say that the Quest 4 is late?
Who said that open models will win?
Which model was the one that won?
Why do people fear that they will be locked in?
Which company sold its shares?
Which analysts lowered their targets?
Did Zuckerberg sell his shares?
What did the CEO say about his plans?
Who announced she would step down as leader of the Conservatives?
Who deployed its army into Afghanistan in 1979?
When it launched the API, what did Meta say?
How did investors react when Meta raised its spending?
High pressure steam engines were small enough that they could be used in what application?
What are the rivals of Acme and how big are they?
Do people who use Groq like it?
If two integers are multiplied, what is this expression called?
What are these articles about?
What are all those directories at the Debian archives?
What happened this year at Meta?
In the company's letter, who asked for the resignation of Smith?
The company that makes Quest headsets: who is its boss?
What about Debian? How is it released?
What did the former president announce in Berlin?
What is the weather like in Paris?
And who designed the Statue of Liberty?
What's the capital of Spain?
Which banks failed in 2008?
open models 2024
Thanks!
Can you tell me who runs Groq?
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("question", [*lines(FRENCH), *lines(ENGLISH)])
def test_a_question_with_its_own_subject_is_left_alone(question: str) -> None:
    assert rewritten(*BEFORE, question) == Rewritten(question, "none")


@pytest.mark.parametrize("question", ["Et en 2023 ?", "And him?", "Pourquoi ?", "When was he born?"])
def test_without_a_conversation_nothing_is_carried_over(question: str) -> None:
    assert rewritten(question) == Rewritten(question, "none")
    assert RULES.standalone([Turn("assistant", "Bonjour."), Turn("user", question)]) == Rewritten(question, "none")


SETS = ("sourcier-fr-en.jsonl", "second_questions.jsonl", "english-on-french.jsonl")


@pytest.mark.parametrize("name", SETS)
def test_no_question_of_our_sets_is_taken_for_a_follow_up_of_the_one_before_it(name: str) -> None:
    rows = [json.loads(line) for line in (ROOT / "eval" / name).read_text(encoding="utf-8").splitlines()]
    questions = [row["question"] for row in rows if not row.get("history")]
    changed = [
        (before, question, made.text)
        for before, question in pairwise(questions)
        if (made := rewritten(before, BEFORE[1], question)).by != "none"
    ]
    assert changed == []
