import { cursorFields, cutPage, pageOf, readCursor } from '../../http/pagination.ts'
import { createRoute, createRouter, json, z, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'

const Colleague = z.object({ login: z.string(), name: z.string() }).openapi('Colleague')

const list = createRoute({
  method: 'get',
  path: '/api/team',
  access: 'lists:read',
  operationId: 'listTeam',
  tags: ['users'],
  summary: 'Who is in the team: active users, by login',
  description: 'Work is shared among them; GET /api/users, for admins, has their rights.',
  request: { query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of the team', pageOf(Colleague)) },
})

/** The team, for those who share work. */
export function teamRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const page = c.req.valid('query')
    const [after = ''] = readCursor(page, z.tuple([z.string()])) ?? []
    const rows = await db
      .selectFrom('users')
      .select(['login', 'name'])
      .where('is_active', '=', true)
      .where('login', '>', after)
      .orderBy('login')
      .limit(page.limit + 1)
      .execute()
    return c.json(cutPage(rows, page.limit, { key: ({ login }) => [login] }), 200)
  })
  return router
}
