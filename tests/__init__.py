"""The tests; a package, since an installed library may bring one of the same name."""
