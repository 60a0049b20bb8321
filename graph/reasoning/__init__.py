"""What the law says of a cell on a day: operative papers, the norms that speak, the tier that decides, the reasons."""
