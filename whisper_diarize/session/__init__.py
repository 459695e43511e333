"""Sessions: recordings one after the other with components that stay, progress and cancellation."""

from .choice import Choice, Options, Task, engine_options, merged
from .engines import Engines
from .following import Following
from .glossary import terms_of_formats, with_glossary
from .jobs import count_of, job_for
from .reporting import Reporter, StageProgress
from .results import SessionResult
from .running import Runner, perform
from .session import Session

__all__ = [
    "Choice",
    "Engines",
    "Following",
    "Options",
    "Reporter",
    "Runner",
    "Session",
    "SessionResult",
    "StageProgress",
    "Task",
    "count_of",
    "engine_options",
    "job_for",
    "merged",
    "perform",
    "terms_of_formats",
    "with_glossary",
]
