"""What each setting is, in French. English has it in `rag.settings`; a test holds both to the READMEs."""

from __future__ import annotations

FRENCH_DESCRIPTIONS: dict[str, str] = {
    "index": "dossier de l’index",
    "cache_dir": "garde la précision la plus rapide ici et, sans OpenVINO, le modèle décompressé",
    "embedder": "« bundled », le modèle fourni, ou tout modèle de sentence-transformers (nom ou dossier)",
    "query_prefix": "mis devant une question ; sans ce réglage : l’invite (prompt) propre au modèle",
    "passage_prefix": "mis devant un passage ; sans ce réglage : l’invite (prompt) propre au modèle",
    "precision": "du modèle d’embedding ; auto : la plus rapide dont le cosinus avec float32 est ≥ 0,999 sur "
    "cette machine",
    "target_tokens": "tokens que vise un passage",
    "max_tokens": "tokens qu’un passage ne dépasse jamais",
    "max_file_mb": "plus gros fichier (ou ligne d’un fichier JSONL) qui soit lu, en Mo",
    "top_k": "passages trouvés pour une question, en tout",
    "legs": "branches de la recherche : vecteurs, mots, ou les deux fusionnés ; une seule sert à comparer",
    "reranker": "tout CrossEncoder de sentence-transformers (un nom ou un dossier), qui reclasse ce qui est trouvé",
    "rerank_depth": "passages donnés au modèle de reclassement",
    "reader": "si les premiers passages trouvés sont lus avec la question ; off va plus vite",
    "reader_passages": "passages que le lecteur lit pour une question, au plus",
    "max_sentences": "phrases citées dans une réponse",
    "answer_threshold": "seuil d’abstention : pas de réponse sous cette confiance ; plus haut, plus de refus et "
    "moins d’erreurs",
    "model": "modèle de chat qui rédige les réponses, sous la forme provider:name ou gguf:FICHIER ; sans ce "
    "réglage : elles sont citées",
    "model_url": "adresse d’un serveur compatible avec OpenAI, finissant le plus souvent par /v1",
    "model_timeout": "secondes sans signe de vie après lesquelles le modèle de chat est abandonné",
    "model_context": "tokens que prend le modèle de chat, invite et réponse ensemble",
    "model_max_tokens": "tokens qu’une réponse du modèle de chat ne dépasse jamais",
    "model_passages": "passages donnés au modèle de chat, au plus",
    "strict": "écarter ou non les phrases d’un modèle de chat que rien n’appuie",
    "judge_model": "modèle de chat à qui l’on demande si une source appuie une phrase ; sans lui, la "
    "vérification seule le dit",
    "follow_ups": "si une question de suite est cherchée avec ce qu’elle sous-entend ; off : telle quelle",
    "follow_up_model": "modèle de chat qui complète les questions de suite ; sans lui, celui qui répond, ou des "
    "règles s’il n’y en a pas",
    "data": "dossier de ce que les gens ajoutent : articles, conversations, jeux de questions ; sans valeur : à "
    "côté de l’index, sous le nom de default.data",
    "store": "ce qui garde les vecteurs d’un nouvel index ; celui qui existe garde ce qu’il a",
    "store_uri": "adresse d’un serveur Milvus, ou fichier pour Milvus Lite ; sans valeur : milvus.db dans l’index",
    "store_method": "façon de chercher dans un nouvel index sous Milvus ; hnsw à partir d’un million de passages",
    "store_replicas": "nœuds de requête d’une grappe Milvus qui gardent les vecteurs à la fois, chacun tous",
    "store_timeout": "secondes que peut durer un appel à Milvus",
    "folders": "dossiers que la page peut indexer, outre ceux qui le sont déjà",
    "upload_files": "fichiers que la page prend à la fois, au plus",
    "sign_in": "si l’on doit se connecter, par OpenID Connect",
    "allowed": "adresses électroniques et @domaines qui peuvent se connecter",
    "editors": "parmi eux, ceux qui peuvent changer les articles",
    "open_access": "si la page est servie à d’autres machines sans que personne se connecte ; tous peuvent alors "
    "la changer",
    "models": "autres modèles de chat que sourcier serve propose par leur nom",
    "rate_limit": "requêtes par minute que sourcier serve et mcp prennent avec un jeton ; 0 : sans limite",
    "request_seconds": "secondes après lesquelles sourcier serve et mcp abandonnent une requête, et l’écriture d’un "
    "modèle avec elle",
    "cors_origins": "pages d’ailleurs dont les scripts peuvent interroger sourcier serve",
    "max_question": "plus longue question, en caractères",
    "language": "des messages et de la page",
}
