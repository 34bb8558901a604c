"""Every error that kneecave raises on purpose.

::

    KneecaveError              something the user can be told in one line
    ├── UsageError             the call itself cannot work (exit code 2)
    │   └── SettingsError      a settings file or option is wrong
    ├── InputError             the clip cannot be read (exit code 3)
    │   ├── NotAVideoError     there are no moving pictures in the file
    │   ├── PoseFileError      a saved pose track cannot be read
    │   ├── ReportFileError    a saved report cannot be read
    │   └── HistoryError       the history cannot be read, or what is asked of it is not there
    ├── NothingFoundError      nobody or no rep to analyse (exit code 4)
    │   └── NobodyFoundError   no person in any frame
    ├── OutputError            a result cannot be written
    └── ModelError             a pose bundle is missing or is not the one it should be

Errors are raised where the fact is known, carry the offending value, and become text only in
``kneecave.apps``.  The message is one line: what is wrong, then what to do.
"""


class KneecaveError(Exception):
    """Something the user can be told in one line."""

    exit_code = 1


class UsageError(KneecaveError):
    """The call itself cannot work."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file or option is wrong."""


class InputError(KneecaveError):
    """The clip cannot be read."""

    exit_code = 3


class NotAVideoError(InputError):
    """There are no moving pictures in the file."""


class PoseFileError(InputError):
    """A saved pose track cannot be read."""


class ReportFileError(InputError):
    """A saved report cannot be read."""


class HistoryError(InputError):
    """The history cannot be read, or what is asked of it is not there."""


class NothingFoundError(KneecaveError):
    """There is nobody, or no rep, to analyse."""

    exit_code = 4


class NobodyFoundError(NothingFoundError):
    """No person is seen in any frame."""


class OutputError(KneecaveError):
    """A result cannot be written."""


class ModelError(KneecaveError):
    """A pose bundle is missing or is not the one it should be."""
