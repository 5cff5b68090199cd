"""What can go wrong while a source is read, told by what to do about it.

SourceError
├── FetchError      the other side did not answer properly: it may pass by itself, try again
├── ShapeError      the answer does not look as it did: a person must look
└── ForbiddenError  we may not ask there: a person must look
"""


class SourceError(Exception):
    """A source could not be read; nothing that is stored may be touched."""


class FetchError(SourceError):
    """No proper answer (time-out, 5xx, cut-off body, too large): likely to pass by itself."""


class ShapeError(SourceError):
    """An answer that is not shaped as the source expects: a person must look at the page."""


class ForbiddenError(SourceError):
    """A page that we may not ask for: robots.txt forbids it, or its address is not on the open internet."""
