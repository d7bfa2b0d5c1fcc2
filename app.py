"""The chat page: `streamlit run app.py`."""

from rag.ui.page import main

main()
