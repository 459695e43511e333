"""Train the bundled models of whisper_diarize: corpus, simulator, networks, loops, evaluation, export."""
