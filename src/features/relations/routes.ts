import { parseCreatorAddress } from '../../creator-address.ts'
import { ConflictError, InvalidInputError } from '../../errors.ts'
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
import type { Services } from '../manifest.ts'
import { CHECK_KINDS } from './check-kinds.ts'
import { getCheck, listChecks } from './check-list.ts'
import { CHECK_STATUSES, CheckView, viewCheck } from './check-view.ts'
import { cancelCheck, confirmCheck, requestCheck } from './request-check.ts'

const CheckRequest = z
  .strictObject({
    username: z.string().min(1).max(2_000).openapi({
      description: 'A username, with or without @, or the address of a profile',
      example: 'natgeo',
    }),
    kinds: z
      .array(z.enum(CHECK_KINDS))
      .min(1)
      .transform((kinds) => [...new Set(kinds)])
      .default(['followers', 'following', 'mutuals']),
    max: z.int().min(1).max(10_000_000).nullable().default(null).openapi({
      description: 'The most members of each list; a list that is longer stays incomplete',
    }),
    confirm: z.boolean().default(false).openapi({
      description: 'Go ahead even if it takes more than RELATION_CONFIRM_REQUESTS requests',
    }),
  })
  .openapi('RelationCheckRequest')

const tags = ['relations']
const byId = { params: z.object({ id: z.uuid() }) }
const noSuchCheck = problem('No such check')

const create = createRoute({
  method: 'post',
  path: '/api/relations',
  tags,
  summary: 'Find out who follows somebody, and whom they follow',
  request: { body: jsonBody(CheckRequest) },
  responses: {
    202: json('The check that has been begun', CheckView),
    409: problem(
      'It takes more requests than anybody has confirmed, or the profile is private or erased',
    ),
    422: problem('The request is faulty'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/relations',
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

const show = createRoute({
  method: 'get',
  path: '/api/relations/{id}',
  tags,
  summary: 'One relation check, with how far it is',
  request: byId,
  responses: { 200: json('The check', CheckView), 404: noSuchCheck },
})

const confirm = createRoute({
  method: 'post',
  path: '/api/relations/{id}/confirm',
  tags,
  summary: 'Let a check go on that waits because of what it will take',
  request: byId,
  responses: {
    202: json('The check', CheckView),
    404: noSuchCheck,
    409: problem('It does not wait for that'),
  },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/relations/{id}/cancel',
  tags,
  summary: 'End a check; what it has found stays',
  request: byId,
  responses: { 200: json('The check', CheckView), 404: noSuchCheck, 409: problem('It has ended') },
})

const Key = z.tuple([z.uuid()])

/** Throws an InvalidInputError that names `username`. */
function readUsername(text: string): string {
  const parsed = parseCreatorAddress(text)
  if ('username' in parsed) return parsed.username
  const { reason } = parsed
  throw new InvalidInputError(`username: ${reason}`, [{ field: 'username', reason }])
}

export function relationRoutes(services: Services): Router {
  const { db, queue } = services
  const router = createRouter()
  router.openapi(create, async (c) => {
    const { username, confirm: isConfirmed, ...wanted } = c.req.valid('json')
    const asked = { ...wanted, username: readUsername(username), isConfirmed }
    const id = await requestCheck(services, asked)
    queue.wake()
    return c.json(viewCheck(await getCheck(db, id)), 202, { location: `/api/relations/${id}` })
  })
  router.openapi(list, async (c) => {
    const { username, status, ...page } = c.req.valid('query')
    const [before] = readCursor(page, Key) ?? []
    const { limit, offset } = page
    const name = username === undefined ? undefined : readUsername(username)
    const filter = { username: name, status }
    const rows = await listChecks(db, filter, { limit: limit + 1, offset, before })
    return c.json(cutPage(rows, limit, { item: viewCheck, key: (row) => [row.id] }), 200)
  })
  router.openapi(show, async (c) =>
    c.json(viewCheck(await getCheck(db, c.req.valid('param').id)), 200),
  )
  router.openapi(confirm, async (c) => {
    const { id } = c.req.valid('param')
    await confirmCheck(services, id)
    queue.wake()
    return c.json(viewCheck(await getCheck(db, id)), 202)
  })
  router.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    const check = await getCheck(db, id)
    if (check.completed_at !== null) throw new ConflictError(`the check is ${check.status} already`)
    await cancelCheck(services, check)
    return c.json(viewCheck(await getCheck(db, id)), 200)
  })
  return router
}
