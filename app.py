"""Lookback: `streamlit run app.py`."""

from pages.parts import shell

shell.navigation()
