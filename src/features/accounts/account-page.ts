import { fault, textMatching } from '../../http/fault.ts'
import { GroupReference } from '../publishing/index.ts'
import { sql, type RawBuilder } from 'kysely'
import { ACCOUNT_STATES, PUBLISHING_STATES } from '../../accounts/states.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import { ForbiddenError } from '../../http/errors.ts'
import { pageOf } from '../../http/pagination.ts'
import { z } from '../../http/router.ts'
import { listAccounts } from '../../pool/accounts/account-views.ts'
import {
  findGroups,
  findPublishingAccounts,
  PublishingAccountView,
  viewPublishingAccount,
  type PublishingAccount,
} from '../publishing/index.ts'
import { accountFilterFields, filterOf } from './account-filter.ts'
import type { Services } from '../services.ts'
import { Account, readAccountDetail, withPublishing } from './account-item.ts'

export const AccountBrief = z
  .object({
    kind: z.enum(['pool', 'connection']),
    id: z.uuid().openapi({ description: 'Of the account in the pool, or of the connection' }),
    username: z.string(),
    state: z.enum(PUBLISHING_STATES).openapi({ description: 'As those who publish know it' }),
    publishing: PublishingAccountView,
  })
  .openapi('AccountBrief', {
    description: 'A connected account; for those who may publish only, one of the pool, too',
  })

export const AccountsPage = pageOf(z.union([Account, AccountBrief])).openapi('AccountsPage')

const STATES = [...new Set([...ACCOUNT_STATES, ...PUBLISHING_STATES])]

const { state: _state, ...otherFields } = accountFilterFields
const filterFields = {
  ...otherFields,
  kind: z.enum(['pool', 'connection']).optional(),
  language: textMatching(
    z.string(),
    /^[a-z]{2}$/,
    fault('not_a_language', 'expected a code of ISO 639-1, as in kk'),
  ).optional(),
  group: GroupReference.optional(),
  outside: GroupReference.optional().openapi({
    description: 'Those that are not in this group, by id or name',
  }),
}

/** The filter of the list. */
export const listedFields = {
  ...filterFields,
  state: z.enum(STATES).optional().openapi({
    description: 'A state of the pool, or of an account as those who publish know it',
  }),
}
type ListedQuery = z.output<z.ZodObject<typeof listedFields>>

export const countedQuery = z.strictObject(filterFields)
type CountedQuery = z.output<typeof countedQuery>

export const AccountCounts = z
  .object({
    total: z.int(),
    by_state: z.record(z.string(), z.int()).openapi({
      description:
        'By each value of `state` of the list. An account that is published on counts with ' +
        'both of its states',
    }),
  })
  .openapi('AccountCounts')

type Place = { limit: number; offset: number | undefined; after: string | undefined }
type Found = { id: string; kind: 'pool' | 'connection' }
/** `seesPool`: may see accounts, not only those that are published on. */
type Sight = { seesPool: boolean }
type PageParts = Pick<Services, 'db' | 'poolContext' | 'config'>

type Item = ReturnType<typeof withPublishing> | ReturnType<typeof briefOf>

/** A page of both kinds, oldest first. Throws NoSuchRecordError for an unknown proxy or group. */
export async function readAccountsPage(
  { db, poolContext, config }: PageParts,
  { seesPool, ...place }: Place & Sight,
  query: ListedQuery,
): Promise<Item[]> {
  const found = await findPage(db, { ...place, seesPool }, query)
  const ids = found.map(({ id }) => id)
  const published = await findPublishingAccounts(db, ids)
  const byId = new Map(published.map((row) => [row.account_id ?? row.connection_id, row]))
  const pooled = seesPool
    ? await listAccounts(db, poolContext.limits, { ids, limit: ids.length })
    : []
  const poolById = new Map(pooled.map((row) => [row.id, row]))
  return found.flatMap(({ id, kind }): Item[] => {
    const [row, account] = [byId.get(id), poolById.get(id)]
    if (kind === 'pool' && account) return [withPublishing(account, row, config)]
    return row ? [briefOf(row, seesPool, config)] : []
  })
}

export const briefOf = (
  row: PublishingAccount,
  hasDetails: boolean,
  { publishWarmupPosts: warmupPosts }: Pick<Services['config'], 'publishWarmupPosts'>,
) => ({
  kind: row.kind,
  id: row.account_id ?? row.connection_id ?? row.id,
  username: row.username,
  state: row.state,
  publishing: viewPublishingAccount(row, { hasDetails, warmupPosts }),
})

/** Returns one account, with the fields that the caller may see. Throws NoSuchRecordError. */
export async function readAccount(services: PageParts, id: string, seesPool: boolean) {
  const [known] = await findPublishingAccounts(services.db, [id])
  const isPooled = known === undefined || known.account_id === id
  if (isPooled && seesPool) return await readAccountDetail(services, id)
  if (known === undefined) throw new NoSuchRecordError(`there is no account ${id} to publish on`)
  return briefOf(known, seesPool, services.config)
}

async function findPage(
  db: Db,
  { limit, offset, after, seesPool }: Place & Sight,
  query: ListedQuery,
): Promise<Found[]> {
  const { rows } = await sql<Found>`
    ${await matching(db, { ...query, after }, seesPool)}
    select matching.id, matching.kind from matching, of
    where (of.state is null or ${isIn(sql`of.state`, seesPool)}) and (of.after is null or matching.id > of.after)
    order by matching.id
    limit ${limit} offset ${offset ?? 0}`.execute(db)
  return rows
}

/** How many accounts match, in all and by each state with which a page can be asked for. */
export async function countAccounts(
  db: Db,
  query: CountedQuery,
  seesPool: boolean,
): Promise<{ total: number; by_state: Record<string, number> }> {
  const { rows } = await sql<{ state: string | null; count: number }>`
    ${await matching(db, query, seesPool)}
    select null as state, count(*)::int as count from matching
    union all
    select input.name, count(*)::int from unnest(${STATES}::text[]) input (name)
    join matching on ${isIn(sql`input.name`, seesPool)}
    group by input.name`.execute(db)
  const of = (state: string | null): number => rows.find((row) => row.state === state)?.count ?? 0
  return { total: of(null), by_state: Object.fromEntries(STATES.map((each) => [each, of(each)])) }
}

const isIn = (state: RawBuilder<unknown>, seesPool: boolean) =>
  sql`(matching.shown_state = ${state} or ${seesPool} and matching.state = ${state})`

/** `with of, matching`: the filter, and the accounts in it, of whatever state. */
async function matching(
  db: Db,
  query: CountedQuery & { state?: string | undefined; after?: string | undefined },
  seesPool: boolean,
): Promise<RawBuilder<unknown>> {
  if (query.proxy !== undefined && !seesPool) throw new ForbiddenError('accounts:read')
  const { state, ...fields } = query
  const groupId = await groupOf(db, query.group)
  const outsideId = await groupOf(db, query.outside)
  const apiQuery = { kind: query.kind, language: query.language, state, after: query.after }
  // JSON leaves out what is undefined: those are null.
  const filter = JSON.stringify({
    ...(await filterOf(db, { ...fields, state: undefined })),
    ...apiQuery,
    groupId,
    outsideId,
  })
  return sql`
    with of as (
      select * from jsonb_to_record(${filter}::jsonb) as input (kind text, state text, language text, username text,
        "text" text,
        "proxyId" uuid, purpose text, "groupId" uuid, "outsideId" uuid, after uuid)
    ),
    every as (
      select a.id, 'pool' as kind, a.username, a.purpose, a.proxy_id, a.state, p.state as shown_state, p.language,
        p.id as publishing_id
      from shared.instagram_accounts a left join derived.publishing_accounts p on p.account_id = a.id
      where ${seesPool} or p.id is not null
      union all
      select p.connection_id, 'connection', p.username, 'publish', null, null, p.state, p.language, p.id
      from derived.publishing_accounts p where p.kind = 'connection'
    ),
    matching as (
      select every.id, every.kind, every.state, every.shown_state from every, of
      where (of.kind is null or every.kind = of.kind)
        and (of.language is null or every.language = of.language)
        and (of.username is null or every.username = of.username)
        and (of."text" is null or position(of."text" in every.username) > 0)
        and (of."proxyId" is null or every.proxy_id = of."proxyId")
        and (of.purpose is null or every.purpose = of.purpose)
        and (of."groupId" is null or exists (
          select from shared.group_members m
          where m.group_id = of."groupId" and m.publishing_account_id = every.publishing_id))
        and (of."outsideId" is null or not exists (
          select from shared.group_members m
          where m.group_id = of."outsideId" and m.publishing_account_id = every.publishing_id))
    )`
}

async function groupOf(db: Db, name: string | undefined): Promise<string | null> {
  if (name === undefined) return null
  const id = (await findGroups(db, [name])).get(name.toLowerCase())
  if (id === undefined) throw new NoSuchRecordError(`there is no group '${name}'`)
  return id
}
