"""Our own sources of words: mlx-whisper, and transcripts that exist."""
