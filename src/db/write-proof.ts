import { sql } from 'kysely'
import { refusal } from '../base/database-faults.ts'
import { codeOf } from '../base/errors.ts'
import type { Unready } from '../base/readiness.ts'
import type { Db } from './handles.ts'

/** Knows whether the database takes writes. */
export type WriteProof = {
  /**
   * Says why nothing can be written; undefined when it can. What was found lately is true for some seconds. Rejects
   * when the database cannot be asked.
   */
  fault(): Promise<Unready | undefined>
}

/** For how long (real ms) an answer is used; a proof takes milliseconds, and each makes a file. */
const FRESH_MS = 5_000

const CODES: Readonly<Record<string, string>> = {
  '25006': 'database_read_only',
  '53100': 'database_full',
  '42501': 'database_rights_missing',
}
/** Another process proves it right now. */
const LOCKED = '55P03'

/** Proves it by writing (sql/functions/prove_writing.sql), at most every few seconds, whoever asks. */
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
