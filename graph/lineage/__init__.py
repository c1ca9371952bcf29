"""Lineage: on which claims each row of an answer rests, through whatever was inferred from them."""
