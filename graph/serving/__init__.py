"""The doors that stay open: the HTTP server and its workers, the app, the notebooks, the tool for assistants."""
