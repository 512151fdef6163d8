import { ownerSeenBy } from '../../../../http/access/owner.ts'
import type { Principal } from '../../../../http/access/principal.ts'
import { ForbiddenError } from '../../../../http/errors.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { changeGroup, createGroup, getGroup, listGroups, removeGroup } from '../store/groups.ts'
import {
  GroupChange,
  GroupPageView,
  GroupView,
  MemberList,
  NewGroup,
  PublishingAccountView,
  tags,
  viewGroup,
  viewPublishingAccount,
} from '../group-view.ts'
import { addMembers, removeMembers, setMembers } from '../store/members.ts'
import { listGroupAccounts } from '../store/publishing-accounts.ts'

/** Owners of connections put them into groups, so they see which there are. */
const SEES_GROUPS = { either: ['publishing:read', 'own:read'] } as const
const CHANGES_MEMBERS = { either: ['accounts:write', 'own:write'] } as const

const byId = { params: z.object({ id: z.uuid() }) }
const noSuchGroup = problem('No group has this id, or no account one of those')
const unfit = problem(
  'Another group has the name; or an account reads creators, or has no right to publish (`missing_right`)',
)

const list = createRoute({
  method: 'get',
  path: '/api/groups',
  access: SEES_GROUPS,
  operationId: 'listGroups',
  tags,
  summary: 'Groups of accounts to publish on, by name',
  request: {
    query: z.strictObject({
      ...cursorFields,
      name: z.string().max(100).optional().openapi({ description: 'Its name, in any case' }),
      text: z.string().max(100).optional().openapi({ description: 'A part of the name' }),
    }),
  },
  responses: { 200: json('A page of groups', GroupPageView) },
})

const create = createRoute({
  method: 'post',
  path: '/api/groups',
  access: 'accounts:write',
  operationId: 'createGroup',
  tags,
  summary: 'Make a group, with its accounts if you name them',
  request: { body: jsonBody(NewGroup) },
  responses: { 201: json('The group', GroupView), 404: noSuchGroup, 409: unfit },
})

const show = createRoute({
  method: 'get',
  path: '/api/groups/{id}',
  access: SEES_GROUPS,
  operationId: 'getGroup',
  tags,
  summary: 'One group',
  request: byId,
  responses: { 200: json('The group', GroupView), 404: noSuchGroup },
})

const change = {
  access: 'accounts:write',
  tags,
  path: '/api/groups/{id}',
  summary: 'Change a group, or which accounts are in it',
  request: { ...byId, body: jsonBody(GroupChange) },
  responses: { 200: json('The group', GroupView), 404: noSuchGroup, 409: unfit },
} as const
const patch = createRoute({ ...change, method: 'patch', operationId: 'updateGroup' })
const put = createRoute({
  ...change,
  method: 'put',
  operationId: 'putGroup',
  description: 'As PATCH: a field that is not given stays.',
})

const remove = createRoute({
  method: 'delete',
  path: '/api/groups/{id}',
  access: 'accounts:write',
  operationId: 'deleteGroup',
  tags,
  summary: 'Remove a group; its accounts stay',
  request: byId,
  responses: {
    204: { description: 'Removed' },
    404: noSuchGroup,
    409: problem('Posts wait to be published on it; `detail` names them'),
  },
})

const accounts = createRoute({
  method: 'get',
  path: '/api/groups/{id}/accounts',
  access: SEES_GROUPS,
  operationId: 'listGroupAccounts',
  tags,
  summary: 'The accounts of a group, with their state and limits',
  description:
    'Whoever publishes sees all of them; an owner of connections without that right sees their own. Owner, ids and ' +
    'failures (`details`) are for those who may see accounts.',
  request: { ...byId, query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of accounts', pageOf(PublishingAccountView)), 404: noSuchGroup },
})

const members = {
  method: 'post',
  access: CHANGES_MEMBERS,
  tags,
  request: { ...byId, body: jsonBody(MemberList) },
  responses: { 200: json('The group', GroupView), 404: noSuchGroup, 409: unfit },
} as const
const add = createRoute({
  ...members,
  path: '/api/groups/{id}/accounts',
  operationId: 'addGroupAccounts',
  summary: 'Put accounts into a group; all of them or none',
  description:
    'From then on editors publish on them. Accounts of the pool need the right to change accounts; a connected one is put ' +
    'in and taken out by its owner or an admin, and to everybody else it looks as if it did not exist.',
})
const take = createRoute({
  ...members,
  path: '/api/groups/{id}/accounts/remove',
  operationId: 'removeGroupAccounts',
  summary: 'Take accounts out of a group',
  description: 'A connected account that is in no group any more is not published on.',
})

const GroupKey = z.tuple([z.string()])
const AccountKey = z.tuple([z.uuid()])

/** Who reaches which connections; accounts of the pool are for those who may change accounts. */
function reachOf(principal: Principal, asked: { accounts?: readonly string[] | undefined }) {
  if ((asked.accounts ?? []).length > 0 && !principal.scopes.includes('accounts:write'))
    throw new ForbiddenError('accounts:write')
  return ownerSeenBy(principal)
}

export function groupRoutes({ db }: Pick<Services, 'db'>): Router {
  const shown = async (id: string) => viewGroup(await getGroup(db, id))
  return createRouter()
    .openapi(list, async (c) => {
      const { name, text, ...page } = c.req.valid('query')
      const [after] = readCursor(page, GroupKey) ?? []
      const rows = await listGroups(db, { limit: page.limit + 1, after, name, text })
      const key = (row: { name: string }) => [row.name]
      return c.json(cutPage(rows, page.limit, { item: viewGroup, key }), 200)
    })
    .openapi(create, async (c) => {
      const { accounts: own, connections, description = null, name } = c.req.valid('json')
      const owner = ownerSeenBy(c.get('principal'))
      const id = await db.transaction().execute(async (tx) => {
        const made = await createGroup(tx, { name, description })
        await setMembers(tx, made, { accounts: own, connections }, owner)
        return made
      })
      return c.json(await shown(id), 201, { location: `/api/groups/${id}` })
    })
    .openapi(show, async (c) => c.json(await shown(c.req.valid('param').id), 200))
    .openapi(patch, async (c) => {
      const { id } = c.req.valid('param')
      await applyChange(db, id, c.req.valid('json'), ownerSeenBy(c.get('principal')))
      return c.json(await shown(id), 200)
    })
    .openapi(put, async (c) => {
      const { id } = c.req.valid('param')
      await applyChange(db, id, c.req.valid('json'), ownerSeenBy(c.get('principal')))
      return c.json(await shown(id), 200)
    })
    .openapi(remove, async (c) => {
      const { id } = c.req.valid('param')
      await db.transaction().execute(async (tx) => await removeGroup(tx, id))
      return c.body(null, 204)
    })
}

/** Who is in a group. */
export function memberRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const shown = async (id: string) => viewGroup(await getGroup(db, id))
  return createRouter()
    .openapi(accounts, async (c) => {
      const { id } = c.req.valid('param')
      const page = c.req.valid('query')
      const principal = c.get('principal')
      const { scopes } = principal
      await getGroup(db, id)
      const rows = await listGroupAccounts(db, id, {
        owner: scopes.includes('publishing:read') ? null : ownerSeenBy(principal),
        limit: page.limit + 1,
        after: readCursor(page, AccountKey)?.[0],
      })
      const item = (row: (typeof rows)[number]) =>
        viewPublishingAccount(row, {
          hasDetails: scopes.includes('accounts:read'),
          warmupPosts: config.publishWarmupPosts,
        })
      return c.json(cutPage(rows, page.limit, { item, key: (row) => [row.id] }), 200)
    })
    .openapi(add, async (c) => {
      const { id } = c.req.valid('param')
      const body = c.req.valid('json')
      const owner = reachOf(c.get('principal'), body)
      await db.transaction().execute(async (tx) => await addMembers(tx, id, wholeOf(body), owner))
      return c.json(await shown(id), 200)
    })
    .openapi(take, async (c) => {
      const { id } = c.req.valid('param')
      const body = c.req.valid('json')
      const owner = reachOf(c.get('principal'), body)
      await db
        .transaction()
        .execute(async (tx) => await removeMembers(tx, id, wholeOf(body), owner))
      return c.json(await shown(id), 200)
    })
}

const wholeOf = ({ accounts: own = [], connections = [] }: z.output<typeof MemberList>) => ({
  accounts: own,
  connections,
})

async function applyChange(
  db: Services['db'],
  id: string,
  { accounts: own, connections, ...fields }: z.output<typeof GroupChange>,
  owner: string | null,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await changeGroup(tx, id, fields)
    await setMembers(tx, id, { accounts: own, connections }, owner)
  })
}
