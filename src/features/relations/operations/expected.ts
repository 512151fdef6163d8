import { ConflictError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { creatorText } from '../../scrape/index.ts'
import type { Services } from '../../services.ts'
import { getTarget } from '../store/checks.ts'
import { listExpected, MAX_EXPECTED, replaceExpected } from '../store/expected.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const params = z.object({ id: z.uuid() })
const noSuchCheck = 'No such check'

const Expected = z
  .object({ usernames: z.array(z.string()).openapi({ example: ['botam.kz'] }) })
  .openapi('ExpectedNonFollowers')

const NewExpected = z
  .strictObject({
    usernames: z
      .array(creatorText)
      .max(MAX_EXPECTED)
      .transform((names) => [...new Set(names)])
      .openapi({ type: 'array', items: { type: 'string' }, maxItems: MAX_EXPECTED }),
  })
  .openapi('NewExpectedNonFollowers')

/** Operations on accounts that need not follow a target back: of the team, and brands. */
export const expectedOperations = {
  getExpectedNonFollowers: operation.get({
    path: '/api/relations/{id}/expected',
    access: 'creators:read',
    summary: 'Accounts that are not expected to follow the target of a check back',
    params,
    answer: Expected,
    success: 'The accounts, by name',
    refusals: { 404: noSuchCheck },
    async run({ params: { id } }, { db }) {
      await getTarget(db, id)
      return { usernames: await listExpected(db, id) }
    },
  }),

  setExpectedNonFollowers: operation.act({
    method: 'put',
    path: '/api/relations/{id}/expected',
    access: 'creators:write',
    summary: 'Replace the accounts that are not expected to follow the target of a check back',
    description:
      'Members with the relation `not_following_back` are listed without them, in this and all ' +
      'other checks of the target; `expected=true` lists them, too.',
    params,
    body: NewExpected,
    answer: Expected,
    success: 'The accounts, by name',
    refusals: {
      404: noSuchCheck,
      409: 'The target is not known yet: its first request is waited for',
    },
    async run({ params: { id }, body }, { db }) {
      const { platform_id: target } = await getTarget(db, id)
      if (target === null) throw new ConflictError('the target of this check is not known yet')
      await db
        .transaction()
        .execute(async (tx) => await replaceExpected(tx, target, body.usernames))
      return { usernames: await listExpected(db, id) }
    },
  }),
}
