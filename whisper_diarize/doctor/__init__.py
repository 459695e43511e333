"""Check of the port on this machine: every stage is compared with what pyannote.audio made of the same input."""

from whisper_diarize.blas import load_fast_blas

load_fast_blas()  # MLX binds its BLAS when it is first imported

from .checkup import Report, examine_machine, examine_weights  # noqa: E402 - after the line above
from .compare import Comparison  # noqa: E402

__all__ = ["Comparison", "Report", "examine_machine", "examine_weights"]
