import { sql } from 'kysely'
import { classify } from '../../../base/classify.ts'
import type { Db } from '../../../db/handles.ts'
import type { Execution } from './store/executions.ts'
import { publishFailure } from '../../../platforms/publish-failures.ts'
import { happens, type End, type Next, type Run } from './run.ts'

/**
 * The time for which gramd tries to look a publication up: an account may wait a night for a
 * person.
 */
const LOOKUP_LIMIT_MS = 24 * 3_600_000
const MIN_MS = 30_000
const MAX_MS = 30 * 60_000

/**
 * Returns the next step after a failed lookup, as on an account that is paused, needs a login or
 * has a dead proxy: a later lookup, less and less often, and after a day a person. Throws errors
 * that snooze.
 */
export function onLookupError({ context, execution }: Run, thrown: unknown): Next {
  context.signal.throwIfAborted()
  const now = context.services.clock.now()
  const waitedMs =
    now.getTime() - (execution.reported_missing_at ?? execution.commit_sent_at ?? now).getTime()
  const { message, disposition } = classify(thrown)
  if (waitedMs >= LOOKUP_LIMIT_MS)
    return unseen(execution, `it was sent, and could not be looked for within a day: ${message}`)
  if (disposition.action === 'snooze') throw thrown
  const delayMs = Math.round(Math.min(MAX_MS, Math.max(MIN_MS, waitedMs / 2)))
  return { kind: 'wait', delayMs, reason: { code: 'look_up' } }
}

/**
 * Returns the end of a sent publication that gramd cannot look up: a person decides. Once a person
 * has reported it missing, it has failed. It stays marked as sent, so that a retry looks it up
 * first.
 */
export const unseen = (
  { reported_missing_at: reportedMissingAt }: Execution,
  message: string,
): End =>
  reportedMissingAt === null
    ? { kind: 'unknown', message }
    : { kind: 'failed', failure: publishFailure('needs_person', { message }), isBlameless: true }

/**
 * The platform's ids of what the account has published since then, and a day before, for other
 * posts.
 */
export async function knownPosts(
  db: Db,
  { id, publishing_account_id: accountId }: Execution,
  since: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ media_id: string }>`
    select media_id from executions
    where publishing_account_id = ${accountId}::uuid and id <> ${id}::uuid and media_id is not null
      and posted_at > ${since}::timestamptz - interval '1 day'`.execute(db)
  return new Set(rows.map((row) => row.media_id))
}

/** Restarts a publication that a person reported missing and that no lookup has found. */
export async function restart(run: Run): Promise<Next> {
  await happens(run, { type: 'restarted' })
  return { kind: 'wait', delayMs: 1_000, reason: { code: 'look_up' } }
}
