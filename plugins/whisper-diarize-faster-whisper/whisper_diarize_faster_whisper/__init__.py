"""A transcriber for whisper_diarize: faster-whisper, OpenAI's Whisper on CTranslate2."""
