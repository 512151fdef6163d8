import { inspect } from 'node:util'
import { classify } from './classify.ts'
import { TransientError } from './errors.ts'

/** Time (real ms) during which a line is not repeated. */
const REMIND_AFTER_MS = 60_000
/** Lines remembered before expired ones are removed. */
const MANY = 100

/**
 * Whether to write a line with these fields, and how many like it were suppressed since the last
 * one.
 */
export type Repeats = (
  fields: Readonly<Record<string, unknown>>,
  message: string,
) => { write: boolean; leftOut: number }

/**
 * While a database or network is down, many loops fail every second, each in the same way. After
 * the first line one per minute is enough. Lines differ by any field but the stack, so those of
 * other tasks are kept.
 */
export function rememberRepeats(nowMs: () => number = () => performance.now()): Repeats {
  const said = new Map<string, { atMs: number; leftOut: number }>()
  return ({ err, ...fields }, message) => {
    const error = classify(err)
    if (!(error instanceof TransientError)) return { write: true, leftOut: 0 }
    const key = inspect([message, error.message, causeOf(error.cause), fields])
    const last = said.get(key)
    if (last && nowMs() - last.atMs < REMIND_AFTER_MS) {
      last.leftOut += 1
      return { write: false, leftOut: last.leftOut }
    }
    if (said.size >= MANY)
      for (const [known, { atMs }] of said)
        if (nowMs() - atMs >= REMIND_AFTER_MS) said.delete(known)
    said.set(key, { atMs: nowMs(), leftOut: 0 })
    return { write: true, leftOut: last?.leftOut ?? 0 }
  }
}

const causeOf = (cause: unknown): string => (cause instanceof Error ? cause.message : '')
