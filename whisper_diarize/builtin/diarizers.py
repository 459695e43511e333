"""Our own diarizer: pyannote's pipeline on MLX."""
