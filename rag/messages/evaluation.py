"""What errors say of question sets and saved evaluations."""

from __future__ import annotations

from rag.messages.shape import Messages

EVALUATION: Messages = {
    "set_missing": {
        "en": ("There is no question set at {path}.", "Check the path."),
        "fr": ("Il n’y a pas de jeu de questions à {path}.", "Vérifiez le chemin."),
    },
    "set_unreadable": {
        "en": ("{path} cannot be read: {reason}.", "Check the disk and the path."),
        "fr": ("{path} ne peut pas être lu : {reason}.", "Vérifiez le disque et le chemin."),
    },
    "set_not_text": {
        "en": ("{path} is not text.", "Save the questions as JSONL or CSV."),
        "fr": ("{path} n’est pas du texte.", "Enregistrez les questions en JSONL ou en CSV."),
    },
    "set_format": {
        "en": ("{path} is no question set, to judge by its ending.", "Formats that are read: {formats}."),
        "fr": ("{path} n’est pas un jeu de questions, d’après son extension.", "Formats lus : {formats}."),
    },
    "set_file_missing": {
        "en": ("The folder {path} holds no {file}.", "A BEIR folder has queries.jsonl and qrels/test.tsv."),
        "fr": ("Le dossier {path} ne contient pas {file}.", "Un dossier BEIR a queries.jsonl et qrels/test.tsv."),
    },
    "set_empty": {
        "en": ("{path} holds no question.", "Each line or row is a question."),
        "fr": ("{path} ne contient aucune question.", "Chaque ligne est une question."),
    },
    "set_line_not_json": {
        "en": ("{path}, line {line}: not valid JSON (column {column}).", "Put one JSON object on each line."),
        "fr": ("{path}, ligne {line} : JSON non valide (colonne {column}).", "Mettez un objet JSON par ligne."),
    },
    "set_line_not_object": {
        "en": ("{path}, line {line}: not a JSON object.", 'Write it as {{"question": "…"}}.'),
        "fr": ("{path}, ligne {line} : ce n’est pas un objet JSON.", 'Écrivez {{"question": "…"}}.'),
    },
    "set_question_missing": {
        "en": ("{path}, line {line}: the “question” is missing or empty.", "Give it a question, or remove it."),
        "fr": ("{path}, ligne {line} : la « question » manque ou est vide.", "Donnez-en une, ou retirez la ligne."),
    },
    "set_field_unknown": {
        "en": ("{path}, line {line}: there is no field “{field}”.", "Call it “{meant}”, or something quite different."),
        "fr": (
            "{path}, ligne {line} : il n’y a pas de champ « {field} ».",
            "Nommez-le « {meant} », ou tout autrement.",
        ),
    },
    "report_taken": {
        "en": ("{path} is there already and is no report.", "Name another file for the report."),
        "fr": ("{path} existe déjà et n’est pas un rapport.", "Nommez un autre fichier pour le rapport."),
    },
    "set_field_bad": {
        "en": ("{path}, line {line}: “{field}” cannot be {value}.", "Write it like this: {wanted}"),
        "fr": ("{path}, ligne {line} : « {field} » ne peut pas valoir {value}.", "Écrivez par exemple : {wanted}"),
    },
    "set_id_repeated": {
        "en": ("{path}: the id “{id}” of line {first} comes again on line {second}.", "Give each question its own."),
        "fr": (
            "{path} : l’identifiant « {id} » de la ligne {first} revient à la ligne {second}.",
            "Donnez à chaque question le sien.",
        ),
    },
    "set_header": {
        "en": ("{path}: the first row has no column “question”.", "Columns that are read: {columns}."),
        "fr": ("{path} : la première ligne n’a pas de colonne « question ».", "Colonnes lues : {columns}."),
    },
    "set_row_long": {
        "en": ("{path}, line {line}: {cells} cells, but {columns} columns.", "Put cells with delimiters in quotes."),
        "fr": (
            "{path}, ligne {line} : {cells} cellules pour {columns} colonnes.",
            "Mettez entre guillemets les cellules qui contiennent le séparateur.",
        ),
    },
    "set_row_bad": {
        "en": ("{path}, line {line}: not valid CSV ({reason}).", "Save the table again as CSV."),
        "fr": ("{path}, ligne {line} : CSV non valide ({reason}).", "Enregistrez de nouveau le tableau en CSV."),
    },
    "set_not_json": {
        "en": ("{path} is not valid JSON.", "A set with one object a line has the ending .jsonl."),
        "fr": ("{path} n’est pas du JSON valide.", "Un jeu avec un objet par ligne a l’extension .jsonl."),
    },
    "set_squad": {
        "en": ("{path} is not in SQuAD’s format: {place} is missing.", "Other sets are JSONL or CSV."),
        "fr": ("{path} n’est pas au format de SQuAD : {place} manque.", "Les autres jeux sont en JSONL ou CSV."),
    },
    "set_judgement": {
        "en": ("{path}, line {line}: no relevance judgement.", "Write query id, corpus id and score, with tabs."),
        "fr": (
            "{path}, ligne {line} : pas un jugement de pertinence.",
            "Écrivez les identifiants de question et de document et la note, avec des tabulations.",
        ),
    },
    "set_query_unknown": {
        "en": ("{path}, line {line}: no query has the id {query}.", "Check that the files belong together."),
        "fr": (
            "{path}, ligne {line} : aucune question n’a l’identifiant {query}.",
            "Vérifiez que les fichiers vont ensemble.",
        ),
    },
    "set_name": {
        "en": (
            "“{name}” cannot be the name of a question set.",
            "Use letters, digits, and these signs, without spaces: . _ + -",
        ),
        "fr": (
            "« {name} » ne peut pas être le nom d’un jeu de questions.",
            "Prenez des lettres, des chiffres et ces signes, sans espaces : . _ + -",
        ),
    },
    "set_taken": {
        "en": ("There is a question set called {name} already.", "Delete it first, or give the file another name."),
        "fr": ("Il y a déjà un jeu de questions nommé {name}.", "Supprimez-le d’abord, ou renommez le fichier."),
    },
    "set_not_lines": {
        "en": ("Nothing can be added to {name}: it is not JSONL.", "Choose a set that ends in .jsonl."),
        "fr": ("On ne peut rien ajouter à {name} : ce n’est pas du JSONL.", "Choisissez un jeu en .jsonl."),
    },
    "run_name": {
        "en": (
            "“{name}” cannot be the name of a saved run.",
            "Use letters, digits, and these signs, without spaces: . _ + -",
        ),
        "fr": (
            "« {name} » ne peut pas être le nom d’une évaluation.",
            "Prenez des lettres, des chiffres et ces signes, sans espaces : . _ + -",
        ),
    },
    "run_unknown": {
        "en": ("There is no saved run {name} in {path}.", "Saved runs: {known}."),
        "fr": ("Il n’y a pas d’évaluation {name} dans {path}.", "Évaluations enregistrées : {known}."),
    },
    "run_differs": {
        "en": (
            "The saved run {name} was made of something else ({differences}).",
            "Choose another name, or start it again with --fresh.",
        ),
        "fr": (
            "L’évaluation {name} a été faite sur autre chose ({differences}).",
            "Choisissez un autre nom, ou recommencez-la avec --fresh.",
        ),
    },
    "run_damaged": {
        "en": ("The saved run {name} in {path} is damaged.", "Remove that folder, or start the run with --fresh."),
        "fr": (
            "L’évaluation {name} dans {path} est endommagée.",
            "Supprimez ce dossier, ou relancez l’évaluation avec --fresh.",
        ),
    },
    "run_busy": {
        "en": ("The run {name} is being written by another process.", "Wait for it, or choose another name."),
        "fr": ("L’évaluation {name} est en cours dans un autre processus.", "Attendez ou prenez un autre nom."),
    },
    "evaluation_runs": {
        "en": ("The evaluation {name} is running; there is one at a time.", "Wait for its end, or stop it."),
        "fr": ("L’évaluation {name} est en cours ; il y en a une à la fois.", "Attendez sa fin, ou arrêtez-la."),
    },
    "run_write": {
        "en": ("{path} cannot be written: {reason}.", "Check the disk and the path."),
        "fr": ("{path} ne peut pas être écrit : {reason}.", "Vérifiez le disque et le chemin."),
    },
    "folder_missing": {
        "en": ("There is no folder {path}.", "Make it, or name another."),
        "fr": ("Il n’y a pas de dossier {path}.", "Créez-le ou nommez-en un autre."),
    },
    "run_nothing_common": {
        "en": ("The runs {first} and {second} have no question in common.", "Compare runs of one question set."),
        "fr": (
            "Les évaluations {first} et {second} n’ont aucune question commune.",
            "Comparez des évaluations d’un même jeu.",
        ),
    },
    "metric_unknown": {
        "en": ("There is no metric called {name}.", "Metrics: {known}."),
        "fr": ("Il n’existe pas de mesure nommée {name}.", "Mesures : {known}."),
    },
    "bar_bad": {
        "en": ("“{value}” is not a metric with a bar.", "Write it like this: --fail-under ndcg@10=0.80"),
        "fr": ("« {value} » n’est pas une mesure avec sa barre.", "Écrivez par exemple : --fail-under ndcg@10=0.80"),
    },
}
