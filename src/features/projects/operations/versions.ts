import { ownerScopeOf } from '../../../http/access/owner.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import {
  NewVersion,
  ProjectParams,
  VersionChange,
  VersionPage,
  VersionParams,
  VersionView,
} from '../project-view.ts'
import {
  changeVersion,
  createVersion,
  getVersion,
  listVersions,
  removeVersion,
  type VersionAddress,
  type VersionRow,
} from '../store/versions.ts'
import { tagOf } from '../tags.ts'

type Parts = Pick<Services, 'db'> & { config: Pick<Services['config'], 'projectTag'> }

const operation = operationsFor<Parts>()

const version = editedFields(VersionChange)

const noSuchProject = { 404: 'No such project of yours' }
const noSuchVersion = { 404: 'No such project of yours, or no such version of it' }

export const versionOperations = {
  listProjectVersions: operation.list({
    path: '/api/projects/{id}/versions',
    access: 'own:read',
    summary: 'The versions of a project, newest first',
    params: ProjectParams,
    answer: VersionPage,
    success: 'A page of versions',
    refusals: noSuchProject,
    key: z.tuple([z.int()]),
    async run({ params, page }, { db, config }, { principal }) {
      const rows = await listVersions(db, ownerScopeOf(principal), params.id, {
        below: page.after?.[0],
        limit: page.take,
      })
      return page.cut(
        rows,
        ({ number }) => [number],
        (row) => viewVersion(row, config),
      )
    },
  }),

  createProjectVersion: operation.create({
    path: '/api/projects/{id}/versions',
    access: 'own:write',
    summary: 'Add the next version: a script, and what is expected of a post made from it',
    params: ProjectParams,
    body: NewVersion,
    answer: VersionView,
    success: 'The version',
    refusals: { ...noSuchProject, 409: 'The project has too many versions' },
    location: ({ number }, { params }) => `/api/projects/${params.id}/versions/v${number}`,
    version,
    async run({ params, body }, { db, config }, { principal }) {
      const scope = ownerScopeOf(principal)
      const row = await db
        .transaction()
        .execute(async (tx) => await createVersion(tx, scope, params.id, body))
      return viewVersion(row, config)
    },
  }),

  getProjectVersion: operation.get({
    path: '/api/projects/{id}/versions/{version}',
    access: 'own:read',
    summary: 'One version',
    params: VersionParams,
    answer: VersionView,
    success: 'The version',
    refusals: noSuchVersion,
    version,
    run: async ({ params }, { db, config }, { principal }) =>
      viewVersion(await getVersion(db, addressOf(principal, params)), config),
  }),

  updateProjectVersion: operation.update({
    path: '/api/projects/{id}/versions/{version}',
    access: 'own:write',
    summary: 'Change a version; with a bound post it keeps its prediction',
    params: VersionParams,
    body: VersionChange,
    answer: VersionView,
    success: 'The version',
    refusals: {
      ...noSuchVersion,
      409:
        'A post is bound, so that the prediction stays (prediction_kept): make a new version, ' +
        'or unbind the post',
    },
    version,
    async run({ params, body }, { db, config }, { principal, requireMatch }) {
      const at = addressOf(principal, params)
      const row = await db
        .transaction()
        .execute(
          async (tx) =>
            await changeVersion(
              tx,
              at,
              body,
              async (before) =>
                await requireMatch(async () => await Promise.resolve(viewVersion(before, config))),
            ),
        )
      return viewVersion(row, config)
    },
  }),

  deleteProjectVersion: operation.remove({
    path: '/api/projects/{id}/versions/{version}',
    access: 'own:write',
    summary: 'Remove a version that has no post; its number stays taken',
    params: VersionParams,
    refusals: { ...noSuchVersion, 409: 'A post is bound to it: unbind it first' },
    async run({ params }, { db }, { principal }) {
      const at = addressOf(principal, params)
      await db.transaction().execute(async (tx) => await removeVersion(tx, at))
    },
  }),
}

const viewVersion = ({ tag_code, ...row }: VersionRow, { projectTag }: Parts['config']) => ({
  ...row,
  tag: tagOf(projectTag, tag_code),
})

const addressOf = (
  principal: Principal,
  { id, version }: z.output<typeof VersionParams>,
): VersionAddress => ({ scope: ownerScopeOf(principal), projectId: id, version })
