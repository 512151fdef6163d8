import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const Colleague = z.object({ login: z.string(), name: z.string() }).openapi('Colleague')

/** The team, for those who share work. */
export const teamOperations = {
  listTeam: operation.list({
    path: '/api/team',
    access: 'lists:read',
    tags: ['users'],
    summary: 'Who is in the team: active users, by login',
    description: 'Work is shared among them; GET /api/users, for admins, has their rights.',
    answer: pageOf(Colleague),
    success: 'A page of the team',
    key: z.tuple([z.string()]),
    async run({ page }, { db }) {
      const rows = await db
        .selectFrom('users')
        .select(['login', 'name'])
        .where('is_active', '=', true)
        .where('login', '>', page.after?.[0] ?? '')
        .orderBy('login')
        .limit(page.take)
        .execute()
      return page.cut(rows, ({ login }) => [login])
    },
  }),
}
