import { sql } from 'kysely'
import { refusal } from '../../base/database-faults.ts'
import { codeOf } from '../../base/errors.ts'
import type { Unready } from '../../base/readiness.ts'
import type { Db } from '../handles.ts'

/** Checks whether the database accepts writes. */
export type WriteProof = {
  /**
   * Returns why nothing can be written; undefined when it can. A recent result is reused for some
   * seconds. Rejects when the database cannot be reached.
   */
  fault(): Promise<Unready | undefined>
}

/** How long (real ms) a result is reused; a proof takes milliseconds, and each writes a file. */
const FRESH_MS = 5_000

const CODES: Readonly<Record<string, string>> = {
  '25006': 'database_read_only',
  '53100': 'database_full',
  '42501': 'database_rights_missing',
}
/** Another process is writing the proof right now. */
const LOCKED = '55P03'

/**
 * Proves it by writing (sql/functions/prove_writing.sql), at most every few seconds, however often
 * it is called.
 */
export function createWriteProof(
  db: Db,
  { freshMs = FRESH_MS, nowMs = () => performance.now() } = {},
): WriteProof {
  let underWay: Promise<Unready | undefined> | undefined
  let last: { at: number; fault: Unready | undefined } | undefined
  const prove = async (): Promise<Unready | undefined> => {
    try {
      await sql`select derived.prove_writing()`.execute(db)
      return undefined
    } catch (error) {
      const state = codeOf(error) ?? ''
      if (state === LOCKED) return last?.fault
      const code = CODES[state]
      if (code === undefined) throw error
      return { code, message: `nothing can be written: ${refusal(state)}` }
    }
  }
  const proveOnce = async (): Promise<Unready | undefined> => {
    const fault = await prove()
    last = { at: nowMs(), fault }
    return fault
  }
  return {
    async fault() {
      if (last && nowMs() - last.at < freshMs) return last.fault
      underWay ??= proveOnce().finally(() => {
        underWay = undefined
      })
      return await underWay
    },
  }
}
