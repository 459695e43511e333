// Sound: one audio element, from a link, from the bytes in the page, or from a file that the reader chooses.

const CHUNK = 4 << 18;

/**
 * Return a player. `onTime(seconds)` follows it while it plays and after jumps, `onState(playing)` when it starts or
 * stops, `onEnd()` when a stretch has been played, `onProblem(kind)` if there is "no recording" or it is "unplayable".
 */
export function createPlayer(about, { onTime, onState, onEnd, onProblem }) {
  const audio = new Audio();
  audio.preload = "metadata";
  let still = 0; // where we are while there is no sound
  let stopAt = Infinity;

  const tick = () => {
    if (audio.paused) return;
    onTime(audio.currentTime);
    if (audio.currentTime >= stopAt) {
      stopAt = Infinity;
      audio.pause();
      onEnd();
    } else requestAnimationFrame(tick);
  };
  audio.addEventListener("play", () => (onState(true), tick()));
  audio.addEventListener("pause", () => onState(false));
  audio.addEventListener("seeked", () => audio.paused && onTime(audio.currentTime));
  audio.addEventListener("error", () => audio.currentSrc && onProblem("unplayable"));

  const player = {
    open(url) {
      audio.src = url;
      audio.currentTime = still;
    },
    /** Take the recording that came with the page; `base64` is a function that returns its text. */
    async openOwn(base64) {
      if (about.link !== null) return player.open(about.link);
      const text = base64();
      if (!text) return onProblem("no recording");
      return player.open(URL.createObjectURL(new Blob(await decoded(text), { type: about.type })));
    },
    time: () => (audio.src ? audio.currentTime : still),
    playing: () => !audio.paused,
    seek(seconds) {
      stopAt = Infinity;
      still = Math.max(0, seconds);
      if (audio.src) audio.currentTime = still;
      else onTime(still);
    },
    play() {
      if (audio.src) audio.play().catch(() => {}); // its reason comes as an error event
    },
    pause: () => audio.pause(),
    toggle() {
      if (audio.paused) player.play();
      else audio.pause();
    },
    playFrom(seconds) {
      player.seek(seconds);
      player.play();
    },
    /** Play a stretch and stop. */
    playStretch(start, end) {
      player.playFrom(start);
      stopAt = end;
    },
    setRate(rate) {
      audio.playbackRate = rate;
      audio.defaultPlaybackRate = rate;
    },
  };
  return player;
}

/** Return the bytes of base64 in pieces, with a rest for the page between them. */
async function decoded(text) {
  const pieces = [];
  for (let place = 0; place < text.length; place += CHUNK) {
    const binary = atob(text.slice(place, place + CHUNK));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    pieces.push(bytes);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return pieces;
}
