import type { Db } from '../../../../db/handles.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import type { Principal } from '../../../../http/access/principal.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import type { Precondition } from '../../../../http/operations/version.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import {
  GroupChange,
  GroupPageView,
  GroupParams,
  groupRefusals,
  GroupView,
  NewGroup,
  SEES_GROUPS,
  tags,
  viewGroup,
} from '../group-view.ts'
import {
  changeGroup,
  createGroup,
  getGroup,
  listGroups,
  lockGroup,
  removeGroup,
} from '../store/groups.ts'
import { setMembers } from '../store/members.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** The fields that a version covers: those of the form, and the accounts of the group. */
type Edited = 'name' | 'description' | 'colour' | 'shape' | 'accounts_version'
const version = ({
  name,
  description,
  colour,
  shape,
  accounts_version,
}: Record<Edited, unknown>) => [name, description, colour, shape, accounts_version]

const change = {
  path: '/api/groups/{id}',
  access: 'accounts:write',
  tags,
  summary: 'Change a group, or which accounts are in it',
  params: GroupParams,
  body: GroupChange,
  answer: GroupView,
  success: 'The group',
  refusals: groupRefusals,
  version,
} as const

export const groupOperations = {
  listGroups: operation.list({
    path: '/api/groups',
    access: SEES_GROUPS,
    tags,
    summary: 'Groups of accounts to publish on, by name',
    filter: {
      name: z.string().max(100).optional().openapi({ description: 'Its name, in any case' }),
      text: z.string().max(100).optional().openapi({ description: 'A part of the name' }),
    },
    answer: GroupPageView,
    success: 'A page of groups',
    key: z.tuple([z.string()]),
    async run({ query, page }, { db }) {
      const rows = await listGroups(db, { ...query, limit: page.take, after: page.after?.[0] })
      return page.cut(rows, ({ name }) => [name], viewGroup)
    },
  }),

  createGroup: operation.create({
    path: '/api/groups',
    access: 'accounts:write',
    tags,
    summary: 'Make a group, with its accounts if you name them',
    body: NewGroup,
    answer: GroupView,
    success: 'The group',
    refusals: groupRefusals,
    version,
    async run({ body }, { db }, { principal }) {
      const { accounts, connections, description = null, ...fields } = body
      const owner = ownerScopeOf(principal)
      const id = await db.transaction().execute(async (tx) => {
        const made = await createGroup(tx, { ...fields, description })
        await setMembers(tx, made, { accounts, connections }, owner)
        return made
      })
      return viewGroup(await getGroup(db, id))
    },
  }),

  getGroup: operation.get({
    path: '/api/groups/{id}',
    access: SEES_GROUPS,
    tags,
    summary: 'One group',
    params: GroupParams,
    answer: GroupView,
    success: 'The group',
    refusals: { 404: groupRefusals[404] },
    version,
    run: async ({ params }, { db }) => viewGroup(await getGroup(db, params.id)),
  }),

  updateGroup: operation.update({
    ...change,
    run: async ({ params, body }, { db }, context) =>
      await applyChange(db, params.id, body, context),
  }),

  putGroup: operation.update({
    ...change,
    method: 'put',
    description: 'As PATCH: a field that is not given stays.',
    run: async ({ params, body }, { db }, context) =>
      await applyChange(db, params.id, body, context),
  }),

  deleteGroup: operation.remove({
    path: '/api/groups/{id}',
    access: 'accounts:write',
    tags,
    summary: 'Remove a group; its accounts stay',
    params: GroupParams,
    refusals: {
      404: groupRefusals[404],
      409: 'Posts wait to be published on it; `detail` names them',
    },
    async run({ params }, { db }) {
      await db.transaction().execute(async (tx) => await removeGroup(tx, params.id))
    },
  }),
}

type ChangeContext = { principal: Principal } & Precondition<ReturnType<typeof viewGroup>>

/** Changes a group and returns it. */
async function applyChange(
  db: Db,
  id: string,
  { accounts, connections, ...fields }: z.output<typeof GroupChange>,
  { principal, requireMatch }: ChangeContext,
) {
  const owner = ownerScopeOf(principal)
  await db.transaction().execute(async (tx) => {
    await requireMatch(async () => {
      await lockGroup(tx, id)
      return viewGroup(await getGroup(tx, id))
    })
    await changeGroup(tx, id, fields)
    await setMembers(tx, id, { accounts, connections }, owner)
  })
  return viewGroup(await getGroup(db, id))
}
