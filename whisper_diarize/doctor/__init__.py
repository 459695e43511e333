"""Is the port right on this machine? Every stage is compared with what pyannote.audio made of the same input."""

from whisper_diarize.blas import load_fast_blas

load_fast_blas()  # MLX binds its BLAS when it is first imported
