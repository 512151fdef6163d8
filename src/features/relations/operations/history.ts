import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { listPastEvents, type CheckEvent } from '../store/events.ts'
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

const list = createRoute({
  method: 'get',
  path: '/api/relations/{id}/history',
  access: 'creators:read',
  operationId: 'listRelationCheckEvents',
  summary: 'What has happened in a check, newest first',
  description: 'The same events as those of GET /api/relations/{id}/events, without a stream.',
  request: { params: z.object({ id: z.uuid() }), query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of events', pageOf(EventView)), 404: problem('No such check') },
})

export function historyRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  return router.openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    const page = c.req.valid('query')
    const [before] = readCursor(page, z.tuple([z.int()])) ?? []
    await getLists(db, id)
    const rows = await listPastEvents(db, id, { limit: page.limit + 1, before })
    const cut = cutPage(rows, page.limit, {
      item: ({ created_at: at, ...event }: CheckEvent) => ({ ...event, at: at.toISOString() }),
      key: (event: CheckEvent) => [event.id],
    })
    return c.json(cut, 200)
  })
}
