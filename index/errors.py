"""The errors of this project. Every message says what was wrong, which value, and what to do."""


class YuceError(Exception):
    """Root of all errors that we raise on purpose; `str(error)` is fit to be shown to a person."""


class SettingError(YuceError):
    """A setting in the environment has a value that cannot be used."""


class DataError(YuceError):
    """A reviewed file under data/ has a bad row."""


class NoticeError(YuceError):
    """A text is not a notice that the parser understands; names the line and the reason."""


class IndexNotReady(YuceError):
    """There is no usable index: missing, stale, truncated, altered, or built with another model."""


class EncoderError(YuceError):
    """The embedding model is missing, damaged, or was given a text that it cannot embed."""


class QueryError(YuceError):
    """A search request that cannot be answered: empty, too long, or with a bad value."""
