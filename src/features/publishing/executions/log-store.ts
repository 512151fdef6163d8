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

/** Asks something of a platform, and keeps a line of it, whatever comes of it. */
export async function logged<Outcome extends { kind: string }>(
  { db, clock, execution }: { db: Db; clock: Pick<Clock, 'now'>; execution: Logged },
  action: Action,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const began = clock.now().getTime()
  const write = async (status: string, details: Record<string, unknown>): Promise<void> =>
    await writeLog(db, execution, {
      action,
      status,
      durationMs: clock.now().getTime() - began,
      details,
    })
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
