"""The script that `sourcier app` hands to Streamlit, wherever the package is installed."""

from rag.ui.shell import main

main()
