import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { refusalCode } from '../openai/errors.ts'

const MINUTE = 60_000
/** The pause after a failed batch; doubled by each further one in a row. */
const PAUSE_MS = 15 * MINUTE
const LONGEST_PAUSE_MS = 6 * 60 * MINUTE
/** Enough for the longest pause. */
const MAX_FAILURES = 6

/** The latest batches of a kind and model, all of which failed. */
export type FailuresInRow = {
  /** Counted up to 6. */
  count: number
  /** Until when (world time) nothing more is sent. */
  pausedUntil: Date
  /** The code of the latest failure. */
  code: string
  message: string
}

/**
 * The latest batches of a kind and model that all failed as a whole, or were answered unreadably,
 * which is paid each time; null when the latest did not fail. Refused ones do not count, since a
 * hold covers them, nor do those that were never sent for want of tasks or tokens.
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
    // A cancelled one proves nothing.
    .where('cancel_requested_at', 'is', null)
    .where((where) =>
      where.or([where('status', '<>', 'abandoned'), where('error_code', 'is not', null)]),
    )
    .orderBy('ingested_at', 'desc')
    .limit(MAX_FAILURES)
    .execute()
  const counted = latest.filter(
    ({ error_code: code, error_message: message }) =>
      code === null || refusalCode({ status: null, code, message: message ?? '' }) === null,
  )
  const success = counted.findIndex(
    (batch) => batch.status !== 'failed' && batch.error_code === null && !batch.is_lost,
  )
  const failures = success < 0 ? counted : counted.slice(0, success)
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
