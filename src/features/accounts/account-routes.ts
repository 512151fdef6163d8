import { requireScope } from '../../http/auth.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../http/router.ts'
import {
  addAccount,
  getAccount,
  listAccountEvents,
  listAccounts,
  removeAccount,
  type AccountEvent,
  type AccountView,
} from '../../pool/accounts-store.ts'
import { ACCOUNT_STATES } from '../../pool/account-state.ts'
import { poolLimits } from '../../pool/limits.ts'
import type { Services } from '../manifest.ts'

const Username = z
  .string()
  .max(100)
  .transform((text) => text.trim().replace(/^@/, '').toLowerCase())
  .refine(
    (username) => /^[a-z0-9._]{1,30}$/.test(username),
    'expected 1 to 30 letters a–z, digits, underscores and dots',
  )
  .openapi({ type: 'string', example: 'our.reader.one' })

const NewAccount = z
  .strictObject({
    username: Username,
    password: z.string().min(1).max(200).openapi({ format: 'password' }),
    proxy_id: z.uuid().optional().openapi({
      description: 'Without it, an active proxy is taken that has no account yet',
    }),
    notes: z.string().max(1000).optional(),
  })
  .openapi('NewAccount')

const Budget = z.object({ limit: z.int(), left: z.int() })

const Account = z
  .object({
    id: z.uuid(),
    username: z.string(),
    state: z.enum(ACCOUNT_STATES),
    rest_until: Timestamp.nullable(),
    health: z.int().openapi({ description: '0 to 100' }),
    free_at: Timestamp.openapi({ description: 'Since when it is free, or when it will be' }),
    is_leased: z.boolean().openapi({ description: 'A worker holds it right now' }),
    has_session: z.boolean(),
    session_created_at: Timestamp.nullable(),
    session_expires_at: Timestamp.nullable(),
    last_used_at: Timestamp.nullable(),
    last_verified_at: Timestamp.nullable(),
    last_login_at: Timestamp.nullable(),
    last_error: z.string().nullable(),
    notes: z.string().nullable(),
    created_at: Timestamp,
    proxy: z
      .object({ id: z.uuid(), host: z.string(), port: z.int(), state: z.string() })
      .nullable(),
    budget: z.object({ hour: Budget, day: Budget }),
  })
  .openapi('Account')

const AccountEventItem = z
  .object({
    id: z.int(),
    event: z.string(),
    from_state: z.string().nullable(),
    to_state: z.string().nullable(),
    code: z.string().nullable(),
    detail: z.unknown(),
    created_at: Timestamp,
  })
  .openapi('AccountEvent')

const byId = { params: z.object({ id: z.uuid() }) }
const tags = ['accounts']

const add = createRoute({
  method: 'post',
  path: '/api/accounts',
  tags,
  summary: 'Put an account of yours into the pool',
  description:
    'The password is stored encrypted and never shown. The account logs in when it is first needed.',
  middleware: requireScope('admin'),
  request: { body: jsonBody(NewAccount) },
  responses: {
    201: json('The account', Account),
    409: problem('An account of this name is in the pool already'),
    422: problem('The account is faulty, or no proxy is left for it'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/accounts',
  tags,
  summary: 'Accounts with their state and budget',
  request: { query: z.strictObject({ ...pageFields, state: z.enum(ACCOUNT_STATES).optional() }) },
  responses: { 200: json('A page of accounts, oldest first', pageOf(Account)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/accounts/{id}',
  tags,
  summary: 'One account',
  request: byId,
  responses: { 200: json('The account', Account), 404: problem('No account has this id') },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/accounts/{id}',
  tags,
  summary: 'Take an account out of the pool and forget its secrets',
  middleware: requireScope('admin'),
  request: byId,
  responses: {
    204: { description: 'It is gone' },
    404: problem('No account has this id'),
    409: problem('A worker holds it right now'),
  },
})

const events = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/events',
  tags,
  summary: 'What happened to an account',
  request: {
    ...byId,
    query: z.strictObject({ ...pageFields }),
  },
  responses: {
    200: json('A page of its history, newest first', pageOf(AccountEventItem)),
    404: problem('No account has this id'),
  },
})

const AccountCursor = z.tuple([z.uuid()])
const EventCursor = z.tuple([z.int()])

export function accountRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const limits = poolLimits(config)
  return createRouter()
    .openapi(add, async (c) => {
      const { username, password, proxy_id: proxyId, notes } = c.req.valid('json')
      const { id } = await addAccount(db, config.GRAMD_ENCRYPTION_KEYS, {
        username,
        password,
        proxyId,
        notes,
      })
      const account = await getAccount(db, limits, id)
      return c.json(accountItem(account), 201, { location: `/api/accounts/${id}` })
    })
    .openapi(list, async (c) => {
      const page = c.req.valid('query')
      const rows = await listAccounts(db, limits, {
        limit: page.limit + 1,
        offset: page.offset ?? 0,
        after: readCursor(page, AccountCursor)?.[0],
        state: page.state,
      })
      return c.json(cutPage(rows, page.limit, { item: accountItem, key: (row) => [row.id] }), 200)
    })
    .openapi(show, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(accountItem(await getAccount(db, limits, id)), 200)
    })
    .openapi(remove, async (c) => {
      await removeAccount(db, c.req.valid('param').id)
      return c.body(null, 204)
    })
    .openapi(events, async (c) => {
      const { id } = c.req.valid('param')
      const page = c.req.valid('query')
      await getAccount(db, limits, id)
      const rows = await listAccountEvents(db, id, {
        limit: page.limit + 1,
        offset: page.offset ?? 0,
        before: readCursor(page, EventCursor)?.[0],
      })
      return c.json(cutPage(rows, page.limit, { item: eventItem, key: (row) => [row.id] }), 200)
    })
}

const iso = (at: Date | null): string | null => at && at.toISOString()

const accountItem = (account: AccountView): z.output<typeof Account> => ({
  ...account,
  rest_until: iso(account.rest_until),
  free_at: account.free_at.toISOString(),
  session_created_at: iso(account.session_created_at),
  session_expires_at: iso(account.session_expires_at),
  last_used_at: iso(account.last_used_at),
  last_verified_at: iso(account.last_verified_at),
  last_login_at: iso(account.last_login_at),
  created_at: account.created_at.toISOString(),
})

const eventItem = (event: AccountEvent): z.output<typeof AccountEventItem> => ({
  ...event,
  created_at: event.created_at.toISOString(),
})
