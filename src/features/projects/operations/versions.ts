import { ownerSeenBy } from '../../../http/access/owner.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { cursorFields, cutPage, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import {
  NewVersion,
  ProjectParams,
  VersionChange,
  VersionPage,
  VersionParams,
  VersionView,
} from '../project-view.ts'
import { tagOf } from '../tags.ts'
import {
  changeVersion,
  createVersion,
  getVersion,
  listVersions,
  removeVersion,
  type VersionAddress,
  type VersionRow,
} from '../store/versions.ts'

const byNumber = { params: VersionParams }
const noSuchProject = problem('No such project of yours')
const noSuchVersion = problem('No such project of yours, or no such version of it')

const list = createRoute({
  method: 'get',
  path: '/api/projects/{id}/versions',
  access: 'own:read',
  operationId: 'listProjectVersions',
  summary: 'The versions of a project, newest first',
  request: { params: ProjectParams, query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of versions', VersionPage), 404: noSuchProject },
})

const create = createRoute({
  method: 'post',
  path: '/api/projects/{id}/versions',
  access: 'own:write',
  operationId: 'createProjectVersion',
  summary: 'Add the next version: a script, and what is expected of a post made from it',
  request: { params: ProjectParams, body: jsonBody(NewVersion) },
  responses: {
    201: json('The version', VersionView),
    404: noSuchProject,
    409: problem('The project has too many versions'),
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/projects/{id}/versions/{version}',
  access: 'own:read',
  operationId: 'getProjectVersion',
  summary: 'One version',
  request: byNumber,
  responses: { 200: json('The version', VersionView), 404: noSuchVersion },
})

const change = createRoute({
  method: 'patch',
  path: '/api/projects/{id}/versions/{version}',
  access: 'own:write',
  operationId: 'updateProjectVersion',
  summary: 'Change a version; with a bound post it keeps its prediction',
  request: { ...byNumber, body: jsonBody(VersionChange) },
  responses: {
    200: json('The version', VersionView),
    404: noSuchVersion,
    409: problem(
      'A post is bound, so that the prediction stays (prediction_kept): make a new version, or unbind the post',
    ),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/projects/{id}/versions/{version}',
  access: 'own:write',
  operationId: 'deleteProjectVersion',
  summary: 'Remove a version that has no post; its number stays taken',
  request: byNumber,
  responses: {
    204: { description: 'Removed' },
    404: noSuchVersion,
    409: problem('A post is bound to it: unbind it first'),
  },
})

const Key = z.tuple([z.int()])

export function versionRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const view = ({ tag_code, ...row }: VersionRow) => ({
    ...isoTimes(row),
    tag: tagOf(config.projectTag, tag_code),
  })
  const router = createRouter()
  router.openapi(list, async (c) => {
    const page = c.req.valid('query')
    const [below] = readCursor(page, Key) ?? []
    const seen = ownerSeenBy(c.get('principal'))
    const asked = { below, limit: page.limit + 1 }
    const rows = await listVersions(db, seen, c.req.valid('param').id, asked)
    return c.json(cutPage(rows, page.limit, { item: view, key: ({ number }) => [number] }), 200)
  })
  router.openapi(create, async (c) => {
    const { id } = c.req.valid('param')
    const seen = ownerSeenBy(c.get('principal'))
    const row = await db
      .transaction()
      .execute(async (tx) => await createVersion(tx, seen, id, c.req.valid('json')))
    return c.json(view(row), 201, { location: `/api/projects/${id}/versions/v${row.number}` })
  })
  router.openapi(show, async (c) => {
    return c.json(
      view(await getVersion(db, addressIn(c.get('principal'), c.req.valid('param')))),
      200,
    )
  })
  router.openapi(change, async (c) => {
    const at = addressIn(c.get('principal'), c.req.valid('param'))
    const fields = c.req.valid('json')
    const row = await db.transaction().execute(async (tx) => await changeVersion(tx, at, fields))
    return c.json(view(row), 200)
  })
  router.openapi(remove, async (c) => {
    const at = addressIn(c.get('principal'), c.req.valid('param'))
    await db.transaction().execute(async (tx) => await removeVersion(tx, at))
    return c.body(null, 204)
  })
  return router
}

const addressIn = (
  principal: Principal,
  { id, version }: z.output<typeof VersionParams>,
): VersionAddress => ({ seen: ownerSeenBy(principal), projectId: id, version })
