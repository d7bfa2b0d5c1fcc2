"""What errors say of workers."""

from __future__ import annotations

from rag.messages.shape import Messages

CLUSTER: Messages = {
    "workers_bad": {
        "en": (
            "“{given}” does not say where the workers are.",
            "Give a number from 1 to {most} for processes of this machine, or the address of a scheduler: "
            "--workers tcp://HOST:8786",
        ),
        "fr": (
            "« {given} » n’indique pas où sont les workers.",
            "Donnez un nombre de 1 à {most} pour des processus de cette machine, ou l’adresse d’un ordonnanceur : "
            "--workers tcp://HÔTE:8786",
        ),
    },
    "cluster_missing": {
        "en": ("Workers need the package distributed.", "Install it: pip install distributed cryptography"),
        "fr": (
            "Les workers ont besoin du paquet distributed.",
            "Installez-le : pip install distributed cryptography",
        ),
    },
    "scheduler_unreachable": {
        "en": (
            "No Dask scheduler answers at {address} ({reason}).",
            "Check the address, and that it runs: dask scheduler",
        ),
        "fr": (
            "Aucun ordonnanceur Dask ne répond à l’adresse {address} ({reason}).",
            "Vérifiez l’adresse et qu’il est lancé : dask scheduler",
        ),
    },
    "scheduler_gone": {
        "en": (
            "The connection to the Dask scheduler was lost.",
            "What was finished is in the index; run the same command again for the rest.",
        ),
        "fr": (
            "La connexion à l’ordonnanceur Dask a été perdue.",
            "Ce qui était fini est dans l’index ; relancez la même commande pour le reste.",
        ),
    },
    "scheduler_gone_rebuild": {
        "en": (
            "The connection to the Dask scheduler was lost.",
            "The index is as it was before; run the same command again.",
        ),
        "fr": (
            "La connexion à l’ordonnanceur Dask a été perdue.",
            "L’index est resté tel qu’il était ; relancez la même commande.",
        ),
    },
    "worker_differs": {
        "en": (
            "The worker {worker} does not have what this machine has: {part} is {found} there and {wanted} here.",
            "Install the same versions on all of them, and the same model.",
        ),
        "fr": (
            "Le worker {worker} n’a pas ce qu’a cette machine : {part} y est {found}, et ici {wanted}.",
            "Installez partout les mêmes versions et le même modèle.",
        ),
    },
    "worker_fails": {
        "en": (
            "The worker {worker} cannot do the work: {reason}.",
            "Install Sourcier there and on the scheduler, in the same version, with: "
            "pip install distributed cryptography",
        ),
        "fr": (
            "Le worker {worker} ne peut pas faire le travail : {reason}.",
            "Installez-y Sourcier, et sur l’ordonnanceur aussi, dans la même version, avec : "
            "pip install distributed cryptography",
        ),
    },
}
