import { fault, textMatching } from '../../../http/fault.ts'
import { sql } from 'kysely'
import { invalidField } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { checkOperations, readPoolRate, readUsername } from '../../checks/index.ts'
import type { CreatorAddress } from '../../erasures.ts'
import type { Services } from '../../services.ts'
import { CheckView, relationChecks, viewCheck, type CheckRow } from '../check-view.ts'
import { CHECK_KINDS, endCheck } from '../store/checks.ts'
import { confirmCheck, requestCheck } from '../request-check.ts'

const CheckRequest = z
  .strictObject({
    username: z.string().min(1).max(2_000).optional().openapi({
      description: 'A username, with or without @, or the address of a profile',
      example: 'natgeo',
    }),
    platform_id: textMatching(
      z.string(),
      /^\d{1,30}$/,
      fault('not_an_id', "expected the platform's id: digits"),
    )
      .optional()
      .openapi({
        description: 'In place of `username`: also finds an account that was renamed',
      }),
    blog_id: z.uuid().optional().openapi({ description: 'In place of `username`' }),
    kinds: z
      .array(z.enum(CHECK_KINDS))
      .min(1)
      .transform((kinds) => CHECK_KINDS.filter((kind) => kinds.includes(kind)))
      .default([...CHECK_KINDS]),
    max: z.int().min(1).max(10_000_000).nullable().default(null).openapi({
      description: 'The most members of each list; a list that is longer stays incomplete',
    }),
    whole: z
      .boolean()
      .default(false)
      .openapi({
        description:
          'Read whole lists, although an earlier check knows them. Without it a repeated check ' +
          'reads only who is new; checks that ask for mutuals, or have a `max`, always read ' +
          'the whole',
      }),
    confirm: z.boolean().default(false).openapi({
      description: 'Go ahead even if it takes more than GRAMD_RELATION_CONFIRM_REQUESTS requests',
    }),
  })
  .openapi('RelationCheckRequest')

const CheckAnswer = CheckView.extend({
  result: z.enum(['created', 'already_open']),
}).openapi('RelationCheckAnswer')

type Needed = Pick<Services, 'db' | 'config' | 'poolContext' | 'queue' | 'erasures'>

const operation = operationsFor<Needed>()

const checks = checkOperations({
  path: '/api/relations',
  View: CheckView,
  checks: relationChecks,
  isAbout: (username) => sql`c.username = ${username}`,
  viewer: viewerOf,
  confirm: async (tx, id, services: Needed) => await confirmCheck(tx, services, id),
  end: endCheck,
})

export const checkOfListsOperations = {
  listRelationChecks: checks.list,
  getRelationCheck: checks.get,
  confirmRelationCheck: checks.confirm,
  cancelRelationCheck: checks.cancel,

  createRelationCheck: operation.act({
    path: '/api/relations',
    access: 'creators:write',
    assistant: { isAdditive: true },
    summary: 'Find out who follows an account, and whom it follows',
    description:
      'For a known creator the requests are estimated at once: more than ' +
      'GRAMD_RELATION_CONFIRM_REQUESTS are refused with the code `confirmation_required`, ' +
      '`facts.requests` and `facts.seconds`, unless `confirm` is true. A check of another ' +
      'account waits for confirmation once it has read the profile and the first page of its ' +
      'long lists; of some targets Instagram shows only about 50 people, and their lists end ' +
      'there with the reason `only_few_shown`. A second request for the same lists of the ' +
      'same target returns the open check. A list of at least 300 people that an earlier check ' +
      'has read whole is read from its newest members until known ones follow: ' +
      '`lists[].new_since`, reason `only_new_read`. Who left stays unknown then; one of ' +
      'GRAMD_RELATION_WHOLE_EVERY readings reads the whole, as does one for which Instagram ' +
      'ignores that order.',
    body: CheckRequest,
    answer: CheckAnswer,
    status: 202,
    success: 'The check that has been begun, or was open already',
    location: ({ id }) => `/api/relations/${id}`,
    refusals: {
      404: 'No such blog',
      409: 'It takes more requests than were confirmed, or the profile is private or was erased',
      422: 'The request is faulty',
    },
    async run({ body }, services) {
      const { kinds, max, confirm: isConfirmed, whole } = body
      const target = readTarget(body)
      const request = { target, kinds, max, isConfirmed, mayReadNewOnly: !whole }
      const { id, created } = await requestCheck(services, request)
      services.queue.wake()
      const result = created ? ('created' as const) : ('already_open' as const)
      return { ...(await checks.show(services, id)), result }
    },
  }),
}

/** Reads the rate of the pool only for open checks. */
async function viewerOf(
  rows: readonly CheckRow[],
  services: Needed,
): Promise<(row: CheckRow) => CheckView> {
  const isAnyOpen = rows.some((row) => row.completed_at === null)
  const rate = isAnyOpen ? await readPoolRate(services.db, services) : undefined
  return (row) => viewCheck(row, rate)
}

/** Throws InvalidInputError unless exactly one is given. */
function readTarget(request: z.output<typeof CheckRequest>): CreatorAddress {
  const { username, platform_id: platformId, blog_id: blogId } = request
  const targets: CreatorAddress[] = []
  if (username !== undefined) targets.push({ username: readUsername(username) })
  if (platformId !== undefined) targets.push({ platformId })
  if (blogId !== undefined) targets.push({ blogId })
  const [target] = targets
  if (target && targets.length === 1) return target
  throw invalidField('username', 'expected exactly one of username, platform_id and blog_id', {
    code: 'one_of_two',
  })
}
