"""The files of a Whisper model for MLX, by the names that mlx_whisper knows."""

CONFIG = "config.json"
WEIGHTS = ("weights.safetensors", "weights.npz")
"""The first one found is used."""
