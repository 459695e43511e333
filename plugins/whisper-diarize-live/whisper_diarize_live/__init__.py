"""Live captions with speakers for whisper_diarize."""
