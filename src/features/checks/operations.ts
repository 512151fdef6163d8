import { sql, type RawBuilder } from 'kysely'
import { ConflictError, invalidField } from '../../base/errors.ts'
import { parseCreatorAddress } from '../../creators/address.ts'
import type { Tx } from '../../db/database.ts'
import { pageFields, pageOf } from '../../http/pagination.ts'
import { createRoute, json, problem, z, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { cancelShown, type CheckEnd, type CheckReader, type ShownCheck } from './store/state.ts'
import { CHECK_STATUSES, type ShownView } from './check-view.ts'

/** What the routes that both kinds of checks share need of one kind. */
type CheckRoutes<Row extends ShownCheck, View> = {
  path: '/api/relations' | '/api/relations/pairs'
  /** The schema of `View`, as the documentation shows it. */
  View: z.ZodType<ShownView>
  /** Whether a check (`c`) is about this username. */
  isAbout(username: string): RawBuilder<unknown>
  checks: CheckReader<Row>
  /** How the API shows these checks. */
  viewer(rows: readonly Row[]): Promise<(row: Row) => View>
  /** Confirms the cost, and enqueues the task if the check waited for that; returns whether it did. */
  confirm(tx: Tx, id: string): Promise<boolean>
  end(tx: Tx, id: string, end: CheckEnd): Promise<void>
}

/** Adds the routes that both kinds share; returns what loads a check as they show it. */
export function addCheckRoutes<Row extends ShownCheck, View extends ShownView>(
  router: Router,
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  kind: CheckRoutes<Row, View>,
): (id: string) => Promise<View> {
  const { checks, viewer, confirm, end } = kind
  const routes = declareRoutes(kind)
  const view = async (id: string): Promise<View> => {
    const row = await checks.get(db, id)
    return (await viewer([row]))(row)
  }
  const shown: (id: string) => Promise<ShownView> = view
  router.openapi(routes.list, async (c) => {
    const { username, ...page } = c.req.valid('query')
    const which = username === undefined ? sql`true` : kind.isAbout(readUsername(username))
    const shownAs: (rows: readonly Row[]) => Promise<(row: Row) => ShownView> = viewer
    return c.json(await checks.page(db, { ...page, which }, shownAs), 200)
  })
  router.openapi(routes.show, async (c) => c.json(await shown(c.req.valid('param').id), 200))
  router.openapi(routes.confirm, async (c) => {
    const { id } = c.req.valid('param')
    await checks.get(db, id)
    await db.transaction().execute(async (tx) => {
      if (!(await confirm(tx, id)))
        throw new ConflictError('the check does not wait for a confirmation')
    })
    queue.wake()
    return c.json(await shown(id), 202)
  })
  router.openapi(routes.cancel, async (c) => {
    const { id } = c.req.valid('param')
    await cancelShown({ db, queue }, await checks.get(db, id), checks.table, async (tx) => {
      await end(tx, id, { status: 'cancelled', reason: 'cancelled' })
    })
    return c.json(await shown(id), 200)
  })
  return view
}

/** Throws an InvalidInputError that names `username`. */
export function readUsername(text: string): string {
  const parsed = parseCreatorAddress(text)
  if ('username' in parsed) return parsed.username
  throw invalidField('username', parsed.reason)
}

function declareRoutes<Row extends ShownCheck, View>({
  path,
  View,
  checks: { noun },
}: CheckRoutes<Row, View>) {
  const request = { params: z.object({ id: z.uuid() }) }
  const noSuchCheck = problem(`No such ${noun}`)
  const kind = path === '/api/relations' ? 'RelationCheck' : 'PairCheck'
  const list = createRoute({
    method: 'get',
    path,
    access: 'creators:read',
    operationId: `list${kind}s`,
    summary: `Every ${noun}, newest first`,
    request: {
      query: z.strictObject({
        username: z.string().min(1).max(2_000).optional(),
        status: z.enum(CHECK_STATUSES).optional(),
        ...pageFields,
      }),
    },
    responses: { 200: json('A page of checks', pageOf(View)) },
  })
  const show = createRoute({
    method: 'get',
    path: `${path}/{id}`,
    access: 'creators:read',
    operationId: `get${kind}`,
    summary: `One ${noun}, with how far it is`,
    request,
    responses: { 200: json('The check', View), 404: noSuchCheck },
  })
  const confirm = createRoute({
    method: 'post',
    path: `${path}/{id}/confirm`,
    access: 'creators:write',
    operationId: `confirm${kind}`,
    summary: `Let a ${noun} continue that waits for confirmation of its cost`,
    request,
    responses: {
      202: json('The check', View),
      404: noSuchCheck,
      409: problem('It does not wait for that'),
    },
  })
  const cancel = createRoute({
    method: 'post',
    path: `${path}/{id}/cancel`,
    access: 'creators:write',
    operationId: `cancel${kind}`,
    summary: `End a ${noun}; its results stay`,
    request,
    responses: { 200: json('The check', View), 404: noSuchCheck, 409: problem('It has ended') },
  })
  return { list, show, confirm, cancel }
}
