"""The Streamlit app: `streamlit run app.py`.  Everything is in `graph/pages`."""

from graph.pages._main import main

main()
