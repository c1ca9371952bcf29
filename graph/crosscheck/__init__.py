"""Claims held against what others tell: where these agree, differ, are silent, or cannot be compared.

What others tell is graph:wikidata and graph:references. Nothing here says who is right.
"""
