import { cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  OpenObject,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { SessionInput } from '../../../platforms/account-session.ts'
import { getAccount, listAccountEvents } from '../../../pool/accounts/account-views.ts'
import {
  addAccount,
  makeDeviceSeed,
  removeAccount,
  type NewSession,
} from '../../../pool/accounts/accounts-store.ts'
import { verifyNewAccount } from '../../../pool/work/verify-account.ts'
import { raiseApps } from '../../../pool/accounts/update-account.ts'
import type { Services } from '../../manifest.ts'
import { AccountChange, appInput, AppRaise, NewAccount, sessionInput } from '../account-input.ts'
import {
  AccountBrief,
  AccountCounts,
  accountsQuery,
  AccountsPage,
  countAccounts,
  countedQuery,
  readAccount,
  readAccountsPage,
} from '../account-page.ts'
import { requirePooled } from '../connected-account.ts'
import { changeAccount } from '../change-account.ts'
import { settling } from '../settle-publishing.ts'
import { untilClosing } from '../until-closing.ts'
import { AccountDetail, readAccountDetail } from '../account-item.ts'

const byId = { params: z.object({ id: z.uuid() }) }
const add = createRoute({
  method: 'post',
  path: '/api/accounts',
  access: { elevated: 'accounts:write' },
  operationId: 'addAccount',
  summary: 'Put an account of yours into the pool',
  description:
    'Best with a `session_file` (the settings of instagrapi, made through the proxy of the ' +
    'account), else with a `sessionid` cookie; a password may go with either, or come alone: then it logs in when it is ' +
    'first needed, which Instagram may refuse. All are stored encrypted and never shown. A session is checked by one ' +
    'request: one of another account is refused. Without `proxy_id`, an ' +
    'active proxy is taken that has no account yet.',
  request: { body: jsonBody(NewAccount) },
  responses: {
    201: json('The account', AccountDetail),
    409: problem('An account of this name, or with this session, is in the pool already'),
    422: problem('The account is faulty, or no proxy is left for it'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/accounts',
  access: { either: ['accounts:read', 'publishing:read'] },
  operationId: 'listAccounts',
  summary: 'Accounts of the pool with their state and budget, and connected ones to publish on',
  description:
    'Whoever may publish but not see accounts gets the accounts that are published on, with name, language, state and ' +
    'limits alone (`AccountBrief`).',
  request: { query: accountsQuery },
  responses: {
    200: json('A page of accounts, oldest first', AccountsPage),
    404: problem('No proxy or group is called so'),
  },
})

const counts = createRoute({
  method: 'get',
  path: '/api/accounts/counts',
  access: { either: ['accounts:read', 'publishing:read'] },
  operationId: 'countAccounts',
  summary: 'How many accounts the list has by each state',
  request: { query: countedQuery },
  responses: {
    200: json('The counts', AccountCounts),
    404: problem('No proxy or group is called so'),
  },
})

const show = createRoute({
  method: 'get',
  path: '/api/accounts/{id}',
  access: { either: ['accounts:read', 'publishing:read'] },
  operationId: 'getAccount',
  summary: 'One account, with what it sent in the last 24 hours',
  description:
    'With the id of a connection that is in a group, what it is to those who publish (`AccountBrief`); they get that of ' +
    'accounts of the pool, too.',
  request: byId,
  responses: {
    200: json('The account', z.union([AccountDetail, AccountBrief])),
    404: problem('No account has this id'),
  },
})

const change = {
  path: '/api/accounts/{id}',
  access: { elevated: 'accounts:write' },
  summary: 'Change the settings of an account',
  description:
    'A field that is not given stays. gramd tries a refused password again once it is ' +
    'replaced. `app_profile` updates the app on its device, upwards only, from the next time that it is used. Another proxy under the same session is a risk that you take; it brings back an account that waited as ' +
    '`proxy_error`. With the id of a connection that is in a group, language, limit, groups and the like change.',
  request: { ...byId, body: jsonBody(AccountChange) },
  responses: {
    200: json('The account', z.union([AccountDetail, AccountBrief])),
    404: problem('No account has this id'),
    409: problem('Its proxy or purpose cannot change while a worker holds it'),
    422: problem('A field is faulty, or the proxy does not fit'),
  },
} as const
const patch = createRoute({ ...change, method: 'patch', operationId: 'updateAccount' })
const put = createRoute({ ...change, method: 'put', operationId: 'putAccount' })

const raiseAll = createRoute({
  method: 'post',
  path: '/api/accounts/app-profile',
  access: { elevated: 'accounts:write' },
  operationId: 'raiseAppProfiles',
  summary: 'Update the app on the devices of all accounts whose own is older',
  description:
    'Upwards only, from the next time that an account is used; ids and sessions stay. An account ' +
    'without an app takes the configured one at its first login.',
  request: { body: jsonBody(AppRaise) },
  responses: {
    200: json(
      'The accounts that were changed, by name',
      z
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
        .openapi('RaisedApps'),
    ),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/accounts/{id}',
  access: { elevated: 'accounts:write' },
  operationId: 'removeAccount',
  summary: 'Remove an account from the pool and delete its secrets',
  request: byId,
  responses: {
    204: { description: 'It is gone' },
    404: problem('No account has this id'),
    409: problem(
      'A worker holds it right now; or it is connected, and `detail` says who can do what',
    ),
  },
})

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

const events = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/events',
  access: 'accounts:read',
  operationId: 'listAccountEvents',
  summary: 'What happened to an account',
  request: {
    ...byId,
    query: z.strictObject({
      ...pageFields,
      event: z
        .string()
        .regex(/^[a-z0-9_]{1,64}$/, 'expected the name of an event, as in logged_in')
        .optional(),
    }),
  },
  responses: {
    200: json('A page of its history, newest first', pageOf(AccountEventItem)),
    404: problem('No account has this id'),
  },
})

const AccountCursor = z.tuple([z.uuid()])
const EventCursor = z.tuple([z.int()])

type Parts = Pick<Services, 'db' | 'pool' | 'poolContext' | 'config'>

export function accountRoutes(services: Parts): Router {
  const { db, poolContext } = services
  const detailOf = async (id: string) => await readAccountDetail(services, id)
  return createRouter()
    .openapi(add, async (c) => {
      const id = await addFrom(c.req.valid('json'), services, untilClosing(c))
      return c.json(await detailOf(id), 201, { location: `/api/accounts/${id}` })
    })
    .openapi(list, async (c) => {
      const query = c.req.valid('query')
      const place = {
        limit: query.limit + 1,
        after: readCursor(query, AccountCursor)?.[0],
        seesPool: c.get('principal').scopes.includes('accounts:read'),
      }
      const rows = await readAccountsPage(services, place, query)
      return c.json(cutPage(rows, query.limit, { key: (row) => [row.id] }), 200)
    })
    .openapi(counts, async (c) => {
      const seesPool = c.get('principal').scopes.includes('accounts:read')
      return c.json(await countAccounts(db, c.req.valid('query'), seesPool), 200)
    })
    .openapi(show, async (c) => {
      const seesPool = c.get('principal').scopes.includes('accounts:read')
      return c.json(await readAccount(services, c.req.valid('param').id, seesPool), 200)
    })
    .openapi(patch, async (c) => {
      const { id } = c.req.valid('param')
      const by = c.get('principal').name
      return c.json(await changeAccount(services, id, c.req.valid('json'), by), 200)
    })
    .openapi(put, async (c) => {
      const { id } = c.req.valid('param')
      const by = c.get('principal').name
      return c.json(await changeAccount(services, id, c.req.valid('json'), by), 200)
    })
    .openapi(raiseAll, async (c) => {
      const app = appInput(c.req.valid('json').app_profile, poolContext.adapter.app)
      return c.json({ data: app === undefined ? [] : await raiseApps(db, app) }, 200)
    })
    .openapi(remove, async (c) => {
      const { id } = c.req.valid('param')
      await requirePooled(db, id, 'remove')
      await removeAccount(poolContext, id)
      return c.body(null, 204)
    })
    .openapi(events, async (c) => {
      const { id } = c.req.valid('param')
      const page = c.req.valid('query')
      await getAccount(db, poolContext.limits, id)
      const rows = await listAccountEvents(db, id, {
        limit: page.limit + 1,
        offset: page.offset ?? 0,
        before: readCursor(page, EventCursor)?.[0],
        event: page.event,
      })
      return c.json(cutPage(rows, page.limit, { key: (row) => [row.id] }), 200)
    })
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
