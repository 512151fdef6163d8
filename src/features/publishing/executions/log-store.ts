import { errorFields } from '../../../base/classify.ts'
import type { Logger } from '../../../base/log.ts'
import { sql } from 'kysely'
import { jsonb, storableText, type Db } from '../../../db/database.ts'
import type { Clock } from '../../../base/clock.ts'
import { redact } from '../../../base/redact.ts'
import type { PublishFailure } from '../../../platforms/publish-failures.ts'
import type { Execution } from './executions-store.ts'

export const ACTIONS = [
  'upload',
  'commit',
  'look_up',
  'read_back',
  'comment',
  'remove',
  'quota',
] as const
export type Action = (typeof ACTIONS)[number]

type Keeper = {
  db: Db
  clock: Pick<Clock, 'now'>
  log: Pick<Logger, 'warn'>
  execution: Logged
  keepLater?: (line: () => Promise<void>) => void
}

type Logged = Pick<Execution, 'id' | 'publishing_account_id' | 'username' | 'route'>

/** Keeps what was done towards a platform, and how it ended; without secrets. */
export async function writeLog(
  db: Db,
  execution: Logged,
  line: {
    action: Action
    status: string
    durationMs: number
    details: Record<string, unknown>
  },
): Promise<void> {
  const details: unknown = JSON.parse(storableText(redact(JSON.stringify(line.details))))
  await sql`
    insert into publication_log (execution_id, publishing_account_id, username, route, action, status, duration_ms, details)
    values (${execution.id}::uuid, ${execution.publishing_account_id}::uuid, ${execution.username}, ${execution.route},
      ${line.action}, ${line.status}, ${Math.max(0, Math.round(line.durationMs))}, ${jsonb(details)})`.execute(
    db,
  )
}

/**
 * Asks something of a platform, and keeps a line of it, whatever comes of it; a line that cannot be kept changes nothing of
 * it. With `keepLater` the caller keeps the line of an outcome, after what is worth more.
 */
export async function logged<Outcome extends { kind: string }>(
  { db, clock, log, execution, keepLater }: Keeper,
  action: Action,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const began = clock.now().getTime()
  const write = async (status: string, details: Record<string, unknown>): Promise<void> => {
    const durationMs = clock.now().getTime() - began
    const line = async (): Promise<void> => {
      try {
        await writeLog(db, execution, { action, status, durationMs, details })
      } catch (error) {
        log.warn(
          { ...errorFields(error), execution_id: execution.id },
          'line of a publication not kept',
        )
      }
    }
    if (keepLater && status !== 'thrown') keepLater(line)
    else await line()
  }
  try {
    const outcome = await work()
    await write(outcome.kind, detailsOf(outcome))
    return outcome
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    await write('thrown', { message })
    throw thrown
  }
}

function detailsOf(outcome: object): Record<string, unknown> {
  const { failure, post } = outcome as { failure?: PublishFailure; post?: object }
  return {
    ...(failure && {
      class: failure.class,
      code: failure.code,
      message: failure.message,
      ...failure.details,
    }),
    ...(post && { post }),
  }
}
