import { sql } from 'kysely'
import { jsonb, storableText, type Db } from '../../../db/database.ts'
import { redact } from '../../../base/redact.ts'
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

/** Keeps what was done towards a platform, and how it ended; without secrets. */
export async function writeLog(
  db: Db,
  execution: Pick<Execution, 'id' | 'publishing_account_id' | 'username' | 'route'>,
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
