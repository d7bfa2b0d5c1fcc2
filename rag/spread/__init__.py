"""An ingest's work spread over processes and machines, by Dask. The only place that knows it."""

from rag.spread.recipe import Maker, Recipe
from rag.spread.where import Workers, workers_of

__all__ = ["Maker", "Recipe", "Workers", "workers_of"]
