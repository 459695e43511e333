"""Is the port right on this machine? Every stage is compared with what pyannote.audio made of the same input."""
