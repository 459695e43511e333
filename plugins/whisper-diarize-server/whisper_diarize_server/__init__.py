"""A server for whisper_diarize: OpenAI's API for audio, jobs, and a page in the browser."""
