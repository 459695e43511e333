"""Our own plugins: hook implementations only. Each factory imports its stage when it is called."""
