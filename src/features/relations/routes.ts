import { sql } from 'kysely'
import { parseCreatorAddress } from '../../creators/address.ts'
import { InvalidInputError } from '../../base/errors.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import { addCheckActions, CHECK_STATUSES, readPoolRate } from '../checks/index.ts'
import type { CreatorAddress, Services } from '../manifest.ts'
import { CHECK_KINDS } from './checks-store.ts'
import { CheckView, relationChecks, viewCheck, type CheckRow } from './check-view.ts'
import { cancelCheck, confirmCheck, requestCheck } from './request-check.ts'

const CheckRequest = z
  .strictObject({
    username: z.string().min(1).max(2_000).optional().openapi({
      description: 'A username, with or without @, or the address of a profile',
      example: 'natgeo',
    }),
    platform_id: z
      .string()
      .regex(/^\d{1,30}$/, "expected the platform's id: digits")
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
    confirm: z.boolean().default(false).openapi({
      description: 'Go ahead even if it takes more than GRAMD_RELATION_CONFIRM_REQUESTS requests',
    }),
  })
  .openapi('RelationCheckRequest')

const CheckAnswer = CheckView.extend({
  result: z.enum(['created', 'already_open']),
}).openapi('RelationCheckAnswer')

const tags = ['relations']

const create = createRoute({
  method: 'post',
  path: '/api/relations',
  access: 'creators:write',
  operationId: 'createRelationCheck',
  tags,
  summary: 'Find out who follows an account, and whom it follows',
  description:
    'For a known creator the requests are estimated at once: more than GRAMD_RELATION_CONFIRM_REQUESTS are refused with the code `confirmation_required`, `facts.requests` and `facts.seconds`, unless `confirm` is true. A check of another account waits for confirmation once it has read the profile. A second request for the same lists of the same target returns the open check.',
  request: { body: jsonBody(CheckRequest) },
  responses: {
    202: json('The check that has been begun, or was open already', CheckAnswer),
    404: problem('No such blog'),
    409: problem(
      'It takes more requests than were confirmed, or the profile is private or was erased',
    ),
    422: problem('The request is faulty'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/relations',
  access: 'creators:read',
  operationId: 'listRelationChecks',
  tags,
  summary: 'Relation checks, newest first',
  request: {
    query: z.strictObject({
      username: z.string().min(1).max(2_000).optional(),
      status: z.enum(CHECK_STATUSES).optional(),
      ...pageFields,
    }),
  },
  responses: { 200: json('A page of checks', pageOf(CheckView)) },
})

const Key = z.tuple([z.uuid()])

/** Throws an InvalidInputError that names `username`. */
function readUsername(text: string): string {
  const parsed = parseCreatorAddress(text)
  if ('username' in parsed) return parsed.username
  const { reason } = parsed
  throw new InvalidInputError(`username: ${reason}`, [{ field: 'username', reason }])
}

/** Throws InvalidInputError unless exactly one is given. */
function readTarget(given: z.output<typeof CheckRequest>): CreatorAddress {
  const { username, platform_id: platformId, blog_id: blogId } = given
  const targets: CreatorAddress[] = []
  if (username !== undefined) targets.push({ username: readUsername(username) })
  if (platformId !== undefined) targets.push({ platformId })
  if (blogId !== undefined) targets.push({ blogId })
  const [target] = targets
  if (target && targets.length === 1) return target
  const reason = 'expected exactly one of username, platform_id and blog_id'
  throw new InvalidInputError(`username: ${reason}`, [{ field: 'username', reason }])
}

export function relationRoutes(services: Services): Router {
  const { db, queue } = services
  const router = createRouter()
  /** Reads the rate of the pool only for open checks. */
  const viewAll = async (rows: readonly CheckRow[]): Promise<(row: CheckRow) => CheckView> => {
    const goesOn = rows.some((row) => row.completed_at === null)
    const rate = goesOn ? await readPoolRate(db, services) : undefined
    return (row) => viewCheck(row, rate)
  }
  const view = async (id: string): Promise<CheckView> => {
    const row = await relationChecks.get(db, id)
    return (await viewAll([row]))(row)
  }
  router.openapi(create, async (c) => {
    const asked = c.req.valid('json')
    const { kinds, max, confirm: isConfirmed } = asked
    const target = readTarget(asked)
    const { id, created } = await requestCheck(services, { target, kinds, max, isConfirmed })
    queue.wake()
    const result = created ? ('created' as const) : ('already_open' as const)
    return c.json({ ...(await view(id)), result }, 202, { location: `/api/relations/${id}` })
  })
  router.openapi(list, async (c) => {
    const { username, status, ...page } = c.req.valid('query')
    const [before] = readCursor(page, Key) ?? []
    const { limit, offset } = page
    const which = username === undefined ? sql`true` : sql`c.username = ${readUsername(username)}`
    const filter = { status, which }
    const rows = await relationChecks.list(db, filter, { limit: limit + 1, offset, before })
    const item = await viewAll(rows)
    return c.json(cutPage(rows, limit, { item, key: (row) => [row.id] }), 200)
  })
  addCheckActions(router, {
    path: '/api/relations',
    noun: 'relation check',
    View: CheckView,
    view,
    async confirm(id) {
      await relationChecks.get(db, id)
      await confirmCheck(services, id)
      queue.wake()
    },
    cancel: async (id) => await cancelCheck(services, await relationChecks.get(db, id)),
  })
  return router
}
