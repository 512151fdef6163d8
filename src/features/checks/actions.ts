import { createRoute, json, problem, z, type Router } from '../../http/router.ts'
import type { ShownView } from './view.ts'

/** What the shared routes need of one kind of checks. */
export type CheckActions = {
  path: '/api/relations' | '/api/relations/pairs'
  /** As in `one …`. */
  noun: string
  View: z.ZodType<ShownView>
  /** Throws NoSuchRecordError, as the others do. */
  view(id: string): Promise<ShownView>
  /** Throws ConflictError unless the check waits for it. */
  confirm(id: string): Promise<void>
  /** Throws ConflictError when the check has ended. */
  cancel(id: string): Promise<void>
}

/** The routes of one check that both kinds share. */
export function addCheckActions(router: Router, { path, noun, View, ...actions }: CheckActions) {
  const tags = ['relations']
  const request = { params: z.object({ id: z.uuid() }) }
  const noSuchCheck = problem(`No such ${noun}`)
  const kind = path === '/api/relations' ? 'RelationCheck' : 'PairCheck'
  const show = createRoute({
    method: 'get',
    path: `${path}/{id}`,
    access: 'creators:read',
    operationId: `get${kind}`,
    tags,
    summary: `One ${noun}, with how far it is`,
    request,
    responses: { 200: json('The check', View), 404: noSuchCheck },
  })
  const confirm = createRoute({
    method: 'post',
    path: `${path}/{id}/confirm`,
    access: 'creators:write',
    operationId: `confirm${kind}`,
    tags,
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
    tags,
    summary: `End a ${noun}; its results stay`,
    request,
    responses: { 200: json('The check', View), 404: noSuchCheck, 409: problem('It has ended') },
  })
  router.openapi(show, async (c) => c.json(await actions.view(c.req.valid('param').id), 200))
  router.openapi(confirm, async (c) => {
    const { id } = c.req.valid('param')
    await actions.confirm(id)
    return c.json(await actions.view(id), 202)
  })
  router.openapi(cancel, async (c) => {
    const { id } = c.req.valid('param')
    await actions.cancel(id)
    return c.json(await actions.view(id), 200)
  })
}
