"""Language tags as people write them; stores keep them in lower case."""


def usual_case(tag: str) -> str:
    """A tag with its script in title case (RFC 5646 §2.1.1), as zh-Hant."""
    first, *others = tag.split("-")
    return "-".join([first, *(one.title() if len(one) == len("Hant") and one.isalpha() else one for one in others)])
