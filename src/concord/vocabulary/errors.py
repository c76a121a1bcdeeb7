"""Every error a person can meet: whose fault it is, what it names, how a command ends."""


class ConcordError(Exception):
    """Something was not done; the message names the thing, the place and what to do."""

    status = 500
    exit_code = 2


class InputError(ConcordError):
    """What was given, a file, a value or a call, is wrong; nothing was changed."""

    status = 422
    exit_code = 2


class OutsideError(ConcordError):
    """Something outside this node failed: the network, a feed, a database; try again later."""

    status = 502
    exit_code = 3
