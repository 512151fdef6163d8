import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { refusalCode } from '../openai/errors.ts'

const MINUTE = 60_000
/** The pause after a failed batch; doubled by each further one in a row. */
const PAUSE_MS = 15 * MINUTE
const LONGEST_PAUSE_MS = 6 * 60 * MINUTE
/** As many as it takes to come to the longest pause. */
const MOST_FAILURES = 6

/** The latest batches of a kind and model, all of which failed. */
export type FailuresInRow = {
  /** Counted up to 6. */
  count: number
  /** Until when (world time) nothing more is sent. */
  pausedUntil: Date
  /** Of the last one. */
  code: string
  message: string
}

/**
 * The latest batches of a kind and model, if they failed as a whole, or were answered and could not
 * be read at all, which is paid each time; null when the last did not. One that was refused counts
 * as none: that is held until it is mended, not for a time. Nor does one that never went out for
 * want of tasks or tokens.
 */
export async function failuresInRow(
  db: Db,
  { kind, model }: { kind: string; model: string },
): Promise<FailuresInRow | null> {
  const latest = await db
    .selectFrom('ai_batches')
    .select(['status', 'error_code', 'error_message', 'ingested_at'])
    .select(
      sql<boolean>`completed_count > 0 and coalesce((outcomes ->> 'missing')::int, 0) >= request_count`.as(
        'is_lost',
      ),
    )
    .where('ingested_at', 'is not', null)
    .where('model', '=', model)
    .where('kind', '=', kind)
    // One that somebody has ended tells nothing.
    .where('cancel_requested_at', 'is', null)
    .where((where) =>
      where.or([where('status', '<>', 'abandoned'), where('error_code', 'is not', null)]),
    )
    .orderBy('ingested_at', 'desc')
    .limit(MOST_FAILURES)
    .execute()
  const told = latest.filter(
    ({ error_code: code, error_message: message }) =>
      code === null || refusalCode({ status: null, code, message: message ?? '' }) === null,
  )
  const success = told.findIndex(
    (batch) => batch.status !== 'failed' && batch.error_code === null && !batch.is_lost,
  )
  const failures = success < 0 ? told : told.slice(0, success)
  const [last] = failures
  if (!last?.ingested_at) return null
  const pauseMs = Math.min(PAUSE_MS * 2 ** (failures.length - 1), LONGEST_PAUSE_MS)
  return {
    count: failures.length,
    pausedUntil: new Date(last.ingested_at.getTime() + pauseMs),
    code: last.error_code ?? (last.is_lost ? 'answers_lost' : 'failed'),
    message: last.error_message ?? '',
  }
}
