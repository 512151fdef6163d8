import type { Answer } from './channel.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** The pause after each failed attempt; the last one is repeated. */
const PAUSES_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  4 * HOUR_MS,
] as const
const LAST_PAUSE_MS = 4 * HOUR_MS
const MOST_ATTEMPTS = 8
const JITTER = 0.1

/**
 * Pause (ms of world time) after failed attempt number `attempts`; null for no further attempt.
 * `random` is in [0, 1).
 */
export function pauseAfter(
  answer: Answer & { delivered: false },
  attempts: number,
  random: () => number,
): number | null {
  if (answer.final || attempts >= MOST_ATTEMPTS) return null
  const pauseMs = PAUSES_MS[attempts - 1] ?? LAST_PAUSE_MS
  const ownMs = pauseMs * (1 + JITTER * (2 * random() - 1))
  // Jitter must not make it earlier than the receiver asked.
  return Math.max(ownMs, answer.retryAfterMs ?? 0)
}
