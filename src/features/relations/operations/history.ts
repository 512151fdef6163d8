import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { listPastEvents } from '../store/events.ts'
import { getLists } from '../store/member-answers.ts'

const EventView = z
  .object({
    id: z.int(),
    event: z.string().openapi({
      description: 'As the stream of the check names it',
      example: 'taken_over',
    }),
    data: z.record(z.string(), z.unknown()).openapi({
      description: 'What belongs to it, such as `list`, `account`, `from`, `by`, `why`, `reason`',
    }),
    at: Timestamp,
  })
  .openapi('RelationEvent')

const operation = operationsFor<Pick<Services, 'db'>>()

export const historyOperations = {
  listRelationCheckEvents: operation.list({
    path: '/api/relations/{id}/history',
    access: 'creators:read',
    summary: 'What has happened in a check, newest first',
    description: 'The same events as those of GET /api/relations/{id}/events, without a stream.',
    params: z.object({ id: z.uuid() }),
    answer: pageOf(EventView),
    success: 'A page of events',
    refusals: { 404: 'No such check' },
    key: z.tuple([z.int()]),
    async run({ params: { id }, page }, { db }) {
      await getLists(db, id)
      const rows = await listPastEvents(db, id, { limit: page.take, before: page.after?.[0] })
      return page.cut(
        rows,
        (event) => [event.id],
        ({ created_at: at, ...event }) => ({ ...event, at }),
      )
    },
  }),
}
