import { z } from 'zod'
import { connectionOwner } from '../../../connections/connection-owner.ts'
import { careForConnection } from '../../../connections/care.ts'
import { takeDueCare } from '../../../connections/connections-store.ts'
import { removeExpired } from '../../../connections/dialogs-store.ts'
import { NoSuchRecordError, UpstreamDownError } from '../../../base/errors.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

/** Connections that one plan takes; the next comes within the hour. */
const MAX_DUE = 5_000
const HOUR_MS = 3_600_000

const Payload = z.object({ connection_id: z.uuid() })
const Result = z.object({ state: z.string(), renewed: z.boolean() })

/** Asks Meta how long a connection lasts. */
export const careForAccount = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'check_connection',
  summary: 'Asks Meta about the token of a connected account, and renews it in time.',
  access: { read: 'own:read', write: 'own:write', owner: connectionOwner },
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'graph',
  share: 'upkeep',
  limit: { max: 1, key: ({ connection_id }) => connection_id },
  dedupeKey: ({ connection_id }) => connection_id,
  subject: ({ connection_id }) => `connection:${connection_id}`,
  async handle({ payload: { connection_id: id } }, { services: { connections }, signal }) {
    if (!connections)
      throw new UpstreamDownError('no app of Meta’s is configured any more', HOUR_MS)
    try {
      const result = await careForConnection(connections, connections.use, id, signal)
      return { kind: 'done', result }
    } catch (error) {
      if (!(error instanceof NoSuchRecordError)) throw error
      return { kind: 'done', result: { state: 'removed', renewed: false } }
    }
  },
})

const Nothing = z.object({})
const Planned = z.object({ connections: z.int() })

/** Queues the daily check of each connection. */
export const planConnectionCare = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Planned>
>({
  name: 'schedule_connection_checks',
  summary:
    'Queues the daily check of the tokens of connected accounts, and removes unfinished dialogs.',
  access: UPKEEP,
  payload: Nothing,
  result: Planned,
  priority: 2,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'schedule_connection_checks',
  async handle(_task, { services: { db, queue } }) {
    await removeExpired(db)
    const due = await db.transaction().execute(async (tx) => {
      const ids = await takeDueCare(tx, MAX_DUE)
      await queue.enqueueMany(
        tx,
        careForAccount,
        ids.map((connection_id) => ({ connection_id })),
      )
      return ids.length
    })
    if (due > 0) queue.wake()
    return { kind: 'done', result: { connections: due } }
  },
})
