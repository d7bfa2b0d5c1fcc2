"""What errors say of files and of the articles in them."""

from __future__ import annotations

from rag.messages.shape import Messages

FILES: Messages = {
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
        "fr": ("Lecture impossible : {reason}.", "Vérifiez le disque et le chemin."),
    },
    "file_special": {
        "en": ("It is neither a file nor a folder.", "Give files or folders."),
        "fr": ("Ce n’est ni un fichier ni un dossier.", "Indiquez des fichiers ou des dossiers."),
    },
    "file_unsupported": {
        "en": ("Files of the kind {suffix} are not read.", "Kinds that are: {supported}."),
        "fr": ("Les fichiers de type {suffix} ne sont pas lus.", "Types acceptés : {supported}."),
    },
    "folder_empty": {
        "en": ("The folder holds no file of a kind that is read.", "Kinds that are: {supported}."),
        "fr": ("Le dossier ne contient aucun fichier d’un type accepté.", "Types acceptés : {supported}."),
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
        "fr": ("Il ne contient aucun texte (un document numérisé ?).", "Passez-le d’abord à l’OCR."),
    },
    "file_not_text": {
        "en": ("It is not text.", "Check that the file is not damaged and has the right ending."),
        "fr": ("Ce n’est pas du texte.", "Vérifiez que le fichier n’est pas abîmé et que son extension est la bonne."),
    },
    "file_large": {
        "en": ("The file has {megabytes} MB; the limit is {limit}.", "Split it, or raise the limit."),
        "fr": ("Le fichier pèse {megabytes} Mo ; la limite est de {limit}.", "Divisez-le ou relevez la limite."),
    },
    "file_unpacked": {
        "en": ("It unpacks to more than {limit} MB.", "Check where it comes from; it may be made to do harm."),
        "fr": ("Décompressé, il dépasse {limit} Mo.", "Vérifiez sa provenance ; il est peut-être malveillant."),
    },
    "file_slow": {
        "en": ("Reading it took more than {limit} seconds.", "Split it into smaller files."),
        "fr": ("Sa lecture a pris plus de {limit} secondes.", "Divisez-le en fichiers plus petits."),
    },
    "file_heavy": {
        "en": ("Reading it takes more than {limit} MB of memory.", "Split it into smaller files."),
        "fr": ("Sa lecture demande plus de {limit} Mo de mémoire.", "Divisez-le en fichiers plus petits."),
    },
    "file_kills": {
        "en": ("It ends each process that reads it.", "Leave it out, or check whether it is damaged."),
        "fr": ("Il met fin à chaque processus qui le lit.", "Écartez-le ou vérifiez s’il est abîmé."),
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
        "fr": ("Le champ « {field} » manque ou est vide.", "Un article a un titre (title) et un texte (text)."),
    },
    "field_bad": {
        "en": ("The field “{field}” cannot be {value}.", "Give it a text in quotes."),
        "fr": ("Le champ « {field} » ne peut pas valoir {value}.", "Donnez-lui un texte entre guillemets."),
    },
    "date_bad": {
        "en": ("“{value}” is not a date that can be read.", "Write it as YYYY-MM-DD."),
        "fr": ("« {value} » n’est pas une date lisible.", "Écrivez-la sous la forme AAAA-MM-JJ."),
    },
    "language_bad": {
        "en": ("“{value}” is not the code of a language.", "Write fr, en or another ISO 639 code."),
        "fr": ("« {value} » n’est pas un code de langue.", "Écrivez fr, en ou un autre code ISO 639."),
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
        "fr": ("L’identifiant « {id} » a déjà servi à la ligne {line}.", "Donnez à chaque article le sien."),
    },
    "file_name_taken": {
        "en": ("A file called “{name}” was added already.", "Say whether it is to be replaced."),
        "fr": ("Un fichier nommé « {name} » a déjà été ajouté.", "Dites s’il faut le remplacer."),
    },
    "files_many": {
        "en": (
            "{count} files are too many at a time; the limit is {limit}.",
            "Add them in several goes.",
        ),
        "fr": ("{count} fichiers, c’est trop à la fois ; la limite est de {limit}.", "Ajoutez-les en plusieurs fois."),
    },
    "data_full": {
        "en": ("The disk of the folder {path} is full.", "Make room on it and try again."),
        "fr": ("Le disque du dossier {path} est plein.", "Faites de la place et réessayez."),
    },
    "data_write": {
        "en": ("The folder {path} cannot be written: {reason}.", "Check its permissions and try again."),
        "fr": ("Écriture impossible dans le dossier {path} : {reason}.", "Vérifiez ses permissions et réessayez."),
    },
    "trash_empty": {
        "en": ("There is no deletion that could be undone.", ""),
        "fr": ("Il n’y a aucune suppression à annuler.", ""),
    },
    "trash_damaged": {
        "en": ("The deletion kept in {path} cannot be read.", "Look there for the files that it holds."),
        "fr": ("La suppression conservée dans {path} est illisible.", "Cherchez-y les fichiers qu’elle contient."),
    },
    "folder_not_offered": {
        "en": ("The folder {path} is not one of those that may be indexed here.", "Name it in the setting “folders”."),
        "fr": ("Le dossier {path} n’est pas de ceux qui peuvent être indexés ici.", "Nommez-le dans « folders »."),
    },
    "not_editor": {
        "en": ("You may read the articles, not change them.", "Ask for the role of an editor."),
        "fr": ("Vous pouvez lire les articles, pas les modifier.", "Demandez le rôle d’éditeur."),
    },
    "job_running": {
        "en": ("The articles are being changed already.", "Try again when that has ended."),
        "fr": ("Les articles sont déjà en cours de modification.", "Réessayez quand ce sera fini."),
    },
    "writing_elsewhere": {
        "en": ("The index is being written to by {holder}.", "Try again when that has ended."),
        "fr": ("L’index est en cours d’écriture par {holder}.", "Réessayez quand ce sera fini."),
    },
}
