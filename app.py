"""The chat page: `streamlit run app.py`."""

from rag.ui.shell import main

main()
