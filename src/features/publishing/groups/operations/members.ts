import { ownerScopeOf } from '../../../../http/access/owner.ts'
import type { Principal } from '../../../../http/access/principal.ts'
import { ForbiddenError } from '../../../../http/errors.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { pageOf } from '../../../../http/pagination.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import {
  GroupParams,
  groupRefusals,
  GroupView,
  MemberList,
  PublishingAccountView,
  SEES_GROUPS,
  tags,
  viewGroup,
  viewPublishingAccount,
} from '../group-view.ts'
import { getGroup } from '../store/groups.ts'
import { addMembers, removeMembers } from '../store/members.ts'
import { listGroupAccounts } from '../store/publishing-accounts/settings.ts'

type Parts = Pick<Services, 'db'> & { config: Pick<Services['config'], 'publishWarmupPosts'> }

const operation = operationsFor<Parts>()

const change = {
  access: { either: ['accounts:write', 'own:write'] },
  tags,
  params: GroupParams,
  body: MemberList,
  answer: GroupView,
  success: 'The group',
  refusals: groupRefusals,
} as const

/** Operations on the accounts of a group. */
export const memberOperations = {
  listGroupAccounts: operation.list({
    path: '/api/groups/{id}/accounts',
    access: SEES_GROUPS,
    tags,
    summary: 'The accounts of a group, with their state and limits',
    description:
      'Whoever publishes sees all of them; an owner of connections without that right sees ' +
      'their own. Owner, ids and ' +
      'failures (`details`) are for those who may see accounts.',
    params: GroupParams,
    answer: pageOf(PublishingAccountView),
    success: 'A page of accounts',
    refusals: { 404: groupRefusals[404] },
    key: z.tuple([z.uuid()]),
    async run({ params: { id }, page }, { db, config }, { principal }) {
      const { scopes } = principal
      await getGroup(db, id)
      const rows = await listGroupAccounts(db, id, {
        owner: scopes.includes('publishing:read') ? null : ownerScopeOf(principal),
        limit: page.take,
        after: page.after?.[0],
      })
      const sight = {
        hasDetails: scopes.includes('accounts:read'),
        warmupPosts: config.publishWarmupPosts,
      }
      return page.cut(
        rows,
        (row) => [row.id],
        (row) => viewPublishingAccount(row, sight),
      )
    },
  }),

  addGroupAccounts: operation.act({
    ...change,
    path: '/api/groups/{id}/accounts',
    summary: 'Put accounts into a group; all of them or none',
    description:
      'From then on editors publish on them. Accounts of the pool need the right to change ' +
      'accounts; a connected one is put ' +
      'in and taken out by its owner or an admin, and to everybody else it looks as if it did ' +
      'not exist.',
    async run({ params: { id }, body }, { db }, { principal }) {
      const owner = reachOf(principal, body)
      await db.transaction().execute(async (tx) => await addMembers(tx, id, wholeOf(body), owner))
      return viewGroup(await getGroup(db, id))
    },
  }),

  removeGroupAccounts: operation.act({
    ...change,
    path: '/api/groups/{id}/accounts/remove',
    summary: 'Take accounts out of a group',
    description: 'A connected account that is in no group any more is not published on.',
    async run({ params: { id }, body }, { db }, { principal }) {
      const owner = reachOf(principal, body)
      await db
        .transaction()
        .execute(async (tx) => await removeMembers(tx, id, wholeOf(body), owner))
      return viewGroup(await getGroup(db, id))
    },
  }),
}

/**
 * Returns the owner whose connections the caller may use. Throws ForbiddenError for accounts of the
 * pool if the caller may not change accounts.
 */
function reachOf(principal: Principal, { accounts = [] }: z.output<typeof MemberList>) {
  if (accounts.length > 0 && !principal.scopes.includes('accounts:write'))
    throw new ForbiddenError('accounts:write')
  return ownerScopeOf(principal)
}

const wholeOf = ({ accounts = [], connections = [] }: z.output<typeof MemberList>) => ({
  accounts,
  connections,
})
