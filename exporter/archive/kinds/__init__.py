"""What an archive means: bags, plain archives, OCFL objects. Nothing here writes."""
