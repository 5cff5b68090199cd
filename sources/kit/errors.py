"""What can go wrong while a source is read, told by what to do about it.

SourceError
├── FetchError      the other side did not answer properly: it may pass by itself, try again
├── ShapeError      the answer does not look as it did: a person must look
├── ForbiddenError  we may not ask there: a person must look
└── NotConfigured   the source needs something that the operator has not given: nothing is wrong with it
"""


class SourceError(Exception):
    """A source could not be read; nothing that is stored may be touched."""


class FetchError(SourceError):
    """No proper answer (time-out, 5xx, cut-off body, too large): likely to pass by itself."""


class ShapeError(SourceError):
    """An answer that is not shaped as the source expects: a person must look at the page."""


class ForbiddenError(SourceError):
    """A page that we may not ask for: robots.txt forbids it, or its address is not on the open internet."""


class NotConfigured(SourceError):
    """A source that cannot be read until the operator gives it what it needs, as a key; nobody was asked anything."""
