"""The pages of the app, one file each; what they share begins with an underscore."""
