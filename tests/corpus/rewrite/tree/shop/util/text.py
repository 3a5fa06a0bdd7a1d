__all__ = ["shout", "slug"]


def slug(text):
    return text.lower().replace(" ", "-")


def shout(text):
    return text.upper()
