"""A transcriber for whisper_diarize that needs no download: CMU PocketSphinx."""
