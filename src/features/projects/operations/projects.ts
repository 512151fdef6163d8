import { ownerOfNew, ownerSeenBy } from '../../../http/access/owner.ts'
import { cursorFields, cutPage, readCursor } from '../../../http/pagination.ts'
import { isoTimes } from '../../../http/iso-times.ts'
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
  NewProject,
  ProjectChange,
  ProjectPage,
  ProjectParams,
  ProjectView,
} from '../project-view.ts'
import {
  changeProject,
  createProject,
  getProject,
  listProjects,
  removeProject,
  type ProjectRow,
} from '../store/projects.ts'

const byId = { params: ProjectParams }
const noSuchProject = problem('No such project of yours')

const list = createRoute({
  method: 'get',
  path: '/api/projects',
  access: 'own:read',
  operationId: 'listProjects',
  summary: 'Your projects, newest first; everybody’s for an admin',
  request: {
    query: z.strictObject({
      q: z.string().trim().min(1).max(200).optional().openapi({
        description: 'A part of the name, in any case',
      }),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of projects', ProjectPage) },
})

const create = createRoute({
  method: 'post',
  path: '/api/projects',
  access: 'own:write',
  operationId: 'createProject',
  summary: 'Begin a project: a piece of content in the making',
  request: { body: jsonBody(NewProject) },
  responses: { 201: json('The project', ProjectView) },
})

const show = createRoute({
  method: 'get',
  path: '/api/projects/{id}',
  access: 'own:read',
  operationId: 'getProject',
  summary: 'One project',
  request: byId,
  responses: { 200: json('The project', ProjectView), 404: noSuchProject },
})

const change = createRoute({
  method: 'patch',
  path: '/api/projects/{id}',
  access: 'own:write',
  operationId: 'updateProject',
  summary: 'Change the name or the note of a project',
  request: { ...byId, body: jsonBody(ProjectChange) },
  responses: { 200: json('The project', ProjectView), 404: noSuchProject },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/projects/{id}',
  access: 'own:write',
  operationId: 'deleteProject',
  summary: 'Remove a project with its versions; bound posts stay, unbound',
  request: byId,
  responses: { 204: { description: 'Removed' }, 404: noSuchProject },
})

const Key = z.tuple([z.uuid()])

export function projectRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { q, ...page } = c.req.valid('query')
    const [after] = readCursor(page, Key) ?? []
    const seen = ownerSeenBy(c.get('principal'))
    const rows = await listProjects(db, seen, { text: q, after, limit: page.limit + 1 })
    return c.json(cutPage(rows, page.limit, { item: viewProject, key: ({ id }) => [id] }), 200)
  })
  router.openapi(create, async (c) => {
    const row = await createProject(db, ownerOfNew(c.get('principal')), c.req.valid('json'))
    return c.json(viewProject(row), 201, { location: `/api/projects/${row.id}` })
  })
  router.openapi(show, async (c) => {
    const row = await getProject(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.json(viewProject(row), 200)
  })
  router.openapi(change, async (c) => {
    const seen = ownerSeenBy(c.get('principal'))
    const row = await changeProject(db, seen, c.req.valid('param').id, c.req.valid('json'))
    return c.json(viewProject(row), 200)
  })
  router.openapi(remove, async (c) => {
    await removeProject(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    return c.body(null, 204)
  })
  return router
}

const viewProject = ({ owner_id, owner_login, ...row }: ProjectRow) => ({
  ...isoTimes(row),
  owner: owner_id === null ? null : { id: owner_id, login: owner_login ?? '' },
})
