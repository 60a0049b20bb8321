"""The pages of the app, one file each; what they share begins with an underscore."""

DATA, OVERLAY, ENDPOINT = "COULDSHARE_DATA", "COULDSHARE_OVERLAY", "COULDSHARE_ENDPOINT"
"""The variables of the environment by which the app is told of another record, an overlay, a SPARQL endpoint."""
