import { fault, textMatching } from '../../../http/fault.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import type { Precondition } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { OpenObject, Timestamp, z } from '../../../http/router.ts'
import type { SessionInput } from '../../../platforms/account-session.ts'
import { getAccount, listAccountEvents } from '../../../pool/accounts/account-views.ts'
import {
  addAccount,
  makeDeviceSeed,
  removeAccount,
  type NewSession,
} from '../../../pool/accounts/accounts-store.ts'
import { raiseApps } from '../../../pool/accounts/update-account.ts'
import { verifyNewAccount } from '../../../pool/work/verify-account.ts'
import type { Services } from '../../services.ts'
import { AccountChange, appInput, AppRaise, NewAccount, sessionInput } from '../account-input.ts'
import { AccountDetail, readAccountDetail } from '../account-item.ts'
import {
  AccountBrief,
  AccountCounts,
  AccountsPage,
  countAccounts,
  countedQuery,
  listedFields,
  readAccount,
  readAccountsPage,
} from '../account-page.ts'
import { versionOfAccount } from '../account-version.ts'
import { changeAccount, type AccountAnswer } from '../change-account.ts'
import { requirePooled } from '../connected-account.ts'
import { settling } from '../settle-publishing.ts'
import { untilClosing } from '../until-closing.ts'
import { ofAccount } from './of-account.ts'

type Parts = Pick<Services, 'db' | 'pool' | 'poolContext' | 'config'>

const operation = operationsFor<Parts>()

const AnyAccount = z.union([AccountDetail, AccountBrief])

const RaisedApps = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        username: z.string(),
        from_version: z.string(),
        to_version: z.string(),
      }),
    ),
  })
  .openapi('RaisedApps')

const AccountEventItem = z
  .object({
    id: z.int(),
    event: z.string(),
    from_state: z.string().nullable(),
    to_state: z.string().nullable(),
    code: z.string().nullable(),
    detail: OpenObject,
    created_at: Timestamp,
  })
  .openapi('AccountEvent')

/** People see accounts, or those alone that are published on. */
const reading = { access: { either: ['accounts:read', 'publishing:read'] } } as const

const seesPool = ({ scopes }: Principal): boolean => scopes.includes('accounts:read')

const changing = {
  path: '/api/accounts/{id}',
  access: { elevated: 'accounts:write' },
  summary: 'Change the settings of an account',
  description:
    'A field that is not given stays. gramd tries a refused password again once it is ' +
    'replaced. `app_profile` updates the app on its device, upwards only, from the next time ' +
    'that it is used. Another proxy under the same session is a risk that you take; it brings ' +
    'back an account that waited as ' +
    '`proxy_error`. With the id of a connection that is in a group, language, limit, groups and ' +
    'the like change.',
  params: ofAccount.params,
  body: AccountChange,
  answer: AnyAccount,
  success: 'The account',
  refusals: {
    ...ofAccount.refusals,
    409: 'Its proxy or purpose cannot change while a worker holds it',
    422: 'A field is faulty, or the proxy does not fit',
  },
  run: async (
    { params, body }: { params: { id: string }; body: z.output<typeof AccountChange> },
    services: Parts,
    { principal, requireMatch }: Precondition<AccountAnswer> & { principal: Principal },
  ) => await changeAccount(services, params.id, body, { by: principal.name, requireMatch }),
  version: versionOfAccount,
} as const

/** Accounts of the pool, and connected ones to publish on. */
export const accountOperations = {
  addAccount: operation.create({
    path: '/api/accounts',
    access: { elevated: 'accounts:write' },
    summary: 'Put an account of yours into the pool',
    description:
      'Best with a `session_file` (the settings of instagrapi, made through the proxy of the ' +
      'account), else with a `sessionid` cookie; a password may go with either, or come alone: ' +
      'then it logs in when it is ' +
      'first needed, which Instagram may refuse. All are stored encrypted and never shown. A ' +
      'session is checked by one ' +
      'request: one of another account is refused. Without `proxy_id`, an ' +
      'active proxy is taken that has no account yet.',
    body: NewAccount,
    answer: AccountDetail,
    success: 'The account',
    refusals: {
      409: 'An account of this name, or with this session, is in the pool already',
      422: 'The account is faulty, or no proxy is left for it',
    },
    version: versionOfAccount,
    async run({ body }, services, { http }) {
      const id = await addFrom(body, services, untilClosing(http))
      return await readAccountDetail(services, id)
    },
  }),

  listAccounts: operation.list({
    ...reading,
    path: '/api/accounts',
    summary: 'Accounts of the pool with their state and budget, and connected ones to publish on',
    description:
      'Whoever may publish but not see accounts gets the accounts that are published on, with ' +
      'name, language, state and ' +
      'limits alone (`AccountBrief`).',
    filter: listedFields,
    hasOffset: true,
    answer: AccountsPage,
    success: 'A page of accounts, oldest first',
    refusals: { 404: 'No proxy or group is called so' },
    key: z.tuple([z.uuid()]),
    async run({ query, page }, services, { principal }) {
      const { take: limit, offset, after: [after] = [] } = page
      const place = { limit, offset, after, seesPool: seesPool(principal) }
      const rows = await readAccountsPage(services, place, query)
      return page.cut(rows, ({ id }) => [id])
    },
  }),

  countAccounts: operation.get({
    ...reading,
    path: '/api/accounts/counts',
    summary: 'How many accounts the list has by each state',
    query: countedQuery,
    answer: AccountCounts,
    success: 'The counts',
    refusals: { 404: 'No proxy or group is called so' },
    run: async ({ query }, { db }, { principal }) =>
      await countAccounts(db, query, seesPool(principal)),
  }),

  getAccount: operation.get({
    ...reading,
    ...ofAccount,
    path: '/api/accounts/{id}',
    summary: 'One account, with what it sent in the last 24 hours',
    description:
      'With the id of a connection that is in a group, what it is to those who publish ' +
      '(`AccountBrief`); they get that of ' +
      'accounts of the pool, too.',
    answer: AnyAccount,
    success: 'The account',
    version: versionOfAccount,
    run: async ({ params }, services, { principal }) =>
      await readAccount(services, params.id, seesPool(principal)),
  }),

  updateAccount: operation.update(changing),
  putAccount: operation.update({ ...changing, method: 'put' }),

  raiseAppProfiles: operation.act({
    path: '/api/accounts/app-profile',
    access: { elevated: 'accounts:write' },
    summary: 'Update the app on the devices of all accounts whose own is older',
    description:
      'Upwards only, from the next time that an account is used; ids and sessions stay. An ' +
      'account ' +
      'without an app takes the configured one at its first login.',
    body: AppRaise,
    answer: RaisedApps,
    success: 'The accounts that were changed, by name',
    async run({ body }, { db, poolContext }) {
      const app = appInput(body.app_profile, poolContext.adapter.app)
      return { data: app === undefined ? [] : await raiseApps(db, app) }
    },
  }),

  removeAccount: operation.remove({
    ...ofAccount,
    path: '/api/accounts/{id}',
    access: { elevated: 'accounts:write' },
    summary: 'Remove an account from the pool and delete its secrets',
    success: 'It is gone',
    refusals: {
      ...ofAccount.refusals,
      409: 'A worker holds it right now; or it is connected, and `detail` says who can do what',
    },
    async run({ params: { id } }, { db, poolContext }) {
      await requirePooled(db, id, 'remove')
      await removeAccount(poolContext, id)
    },
  }),

  listAccountEvents: operation.list({
    ...ofAccount,
    path: '/api/accounts/{id}/events',
    access: 'accounts:read',
    summary: 'What happened to an account',
    filter: {
      event: textMatching(
        z.string(),
        /^[a-z0-9_]{1,64}$/,
        fault('unknown_value', 'expected the name of an event, as in logged_in'),
      ).optional(),
    },
    hasOffset: true,
    answer: pageOf(AccountEventItem),
    success: 'A page of its history, newest first',
    key: z.tuple([z.int()]),
    async run({ params: { id }, query: { event }, page }, { db, poolContext }) {
      await getAccount(db, poolContext.limits, id)
      const rows = await listAccountEvents(db, id, {
        limit: page.take,
        offset: page.offset ?? 0,
        before: page.after?.[0],
        event,
      })
      return page.cut(rows, (row) => [row.id])
    },
  }),
}

/** Adds the account of a body, and checks its session, if it has one. Returns its id. */
async function addFrom(
  body: z.output<typeof NewAccount>,
  services: Parts,
  signal: AbortSignal,
): Promise<string> {
  const { pool, poolContext } = services
  const { username } = body
  const session = sessionInput(body)
  const { id } = await addAccount(
    poolContext,
    {
      username,
      password: body.password,
      totpSeed: body.totp_seed,
      session: session && (await readSession(services, session)),
      awaitsCheck: session !== undefined,
      proxyId: body.proxy_id,
      shareProxy: body.share_proxy,
      timeZone: body.time_zone,
      warmUp: body.warm_up,
      notes: body.notes,
      purpose: body.purpose,
    },
    settling(body),
  )
  if (session) {
    const added = { id, username, source: session.kind }
    await verifyNewAccount({ ...poolContext, pool }, added, signal)
  }
  return id
}

/** A session that was made elsewhere, on a device that is to be the account's own. */
async function readSession(
  { db, pool }: Pick<Services, 'db' | 'pool'>,
  input: SessionInput,
): Promise<NewSession> {
  const deviceSeed = await makeDeviceSeed(db)
  const source = input.kind
  return { source, deviceSeed, imported: await pool.readSession(input, deviceSeed) }
}
