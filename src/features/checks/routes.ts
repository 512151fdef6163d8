import { ConflictError } from '../../base/errors.ts'
import type { Tx } from '../../db/database.ts'
import { createRoute, json, problem, z, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { cancelShown, type CheckEnd, type CheckReader, type ShownCheck } from './state.ts'
import type { ShownView } from './view.ts'

/** What the routes that both kinds of checks share need of one kind. */
type CheckRoutes<Row extends ShownCheck, View> = {
  path: '/api/relations' | '/api/relations/pairs'
  View: z.ZodType<ShownView>
  checks: CheckReader<Row>
  /** How the API shows these checks. */
  viewer(rows: readonly Row[]): Promise<(row: Row) => View>
  /** Confirms the cost, and enqueues the task if the check waited for that; returns whether it did. */
  confirm(tx: Tx, id: string): Promise<boolean>
  end(tx: Tx, id: string, end: CheckEnd): Promise<void>
}

/** Adds the routes of one check that both kinds share; returns what loads a check as they show it. */
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

function declareRoutes<Row extends ShownCheck, View>({
  path,
  View,
  checks: { noun },
}: CheckRoutes<Row, View>) {
  const request = { params: z.object({ id: z.uuid() }) }
  const noSuchCheck = problem(`No such ${noun}`)
  const kind = path === '/api/relations' ? 'RelationCheck' : 'PairCheck'
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
  return { show, confirm, cancel }
}
