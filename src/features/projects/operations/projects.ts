import { ownerOfNew, ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
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
  lockProject,
  removeProject,
  type ProjectRow,
} from '../store/projects.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const version = editedFields(ProjectChange)

const refusals = { 404: 'No such project of yours' }

export const projectOperations = {
  listProjects: operation.list({
    path: '/api/projects',
    access: 'own:read',
    summary: 'Your projects, newest first; everybody’s for an admin',
    filter: {
      q: z.string().trim().min(1).max(200).optional().openapi({
        description: 'A part of the name, in any case',
      }),
    },
    answer: ProjectPage,
    success: 'A page of projects',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }, { principal }) {
      const rows = await listProjects(db, ownerScopeOf(principal), {
        text: query.q,
        after: page.after?.[0],
        limit: page.take,
      })
      return page.cut(rows, ({ id }) => [id], viewProject)
    },
  }),

  createProject: operation.create({
    path: '/api/projects',
    access: 'own:write',
    assistant: { isAdditive: true },
    summary: 'Begin a project: a piece of content in the making',
    body: NewProject,
    answer: ProjectView,
    success: 'The project',
    version,
    run: async ({ body }, { db }, { principal }) =>
      viewProject(await createProject(db, ownerOfNew(principal), body)),
  }),

  getProject: operation.get({
    path: '/api/projects/{id}',
    access: 'own:read',
    summary: 'One project',
    params: ProjectParams,
    answer: ProjectView,
    success: 'The project',
    refusals,
    version,
    run: async ({ params }, { db }, { principal }) =>
      viewProject(await getProject(db, ownerScopeOf(principal), params.id)),
  }),

  updateProject: operation.update({
    path: '/api/projects/{id}',
    access: 'own:write',
    summary: 'Change the name or the note of a project',
    params: ProjectParams,
    body: ProjectChange,
    answer: ProjectView,
    success: 'The project',
    refusals,
    version,
    async run({ params: { id }, body }, { db }, { principal, requireMatch }) {
      const scope = ownerScopeOf(principal)
      return await db.transaction().execute(async (tx) => {
        await requireMatch(async () => {
          await lockProject(tx, scope, id)
          return viewProject(await getProject(tx, scope, id))
        })
        return viewProject(await changeProject(tx, scope, id, body))
      })
    },
  }),

  deleteProject: operation.remove({
    path: '/api/projects/{id}',
    access: 'own:write',
    summary: 'Remove a project with its versions; bound posts stay, unbound',
    params: ProjectParams,
    refusals,
    run: async ({ params }, { db }, { principal }) =>
      await removeProject(db, ownerScopeOf(principal), params.id),
  }),
}

const viewProject = ({ owner_id, owner_login, ...row }: ProjectRow) => ({
  ...row,
  owner: owner_id === null ? null : { id: owner_id, login: owner_login ?? '' },
})
