import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import { getAccount } from '../../../pool/accounts/account-views.ts'
import { pauseAccount, resumeAccount } from '../../../pool/accounts/pause-account.ts'
import type { Services } from '../../manifest.ts'
import { ChallengeResult, NewSession, sessionInput } from '../account-input.ts'
import { AccountDetail, readAccountDetail, Session } from '../account-item.ts'
import { getPublishingAccount } from '../../publishing/index.ts'
import { AccountBrief, briefOf } from '../account-page.ts'
import { checkConnected, findConnected, requirePooled } from '../connected-account.ts'
import { addBudgetRoutes } from './budget.ts'
import { addBulkRoutes } from './bulk.ts'
import { untilClosing } from '../until-closing.ts'

const byId = { params: z.object({ id: z.uuid() }) }

/** Of what sends something. */
const sending = {
  404: problem('No account has this id'),
  409: problem('A worker holds it, or its state does not allow this; `detail` says what to do'),
  502: problem(
    'Instagram or the proxy refused; `code` says how, and the account shows what follows',
  ),
  503: problem('A rest, a budget or a stop of the pool forbids it until `until` (Retry-After)'),
}

const SENDS =
  'The answer comes at the end. The work continues when the client disconnects, and its requests ' +
  'count in the budgets.'

const onAccount = { method: 'post', request: byId } as const

const pause = createRoute({
  ...onAccount,
  path: '/api/accounts/{id}/pause',
  access: 'accounts:write',
  operationId: 'pauseAccount',
  summary: 'Take an account out of service',
  description: 'gramd sends nothing on it until it is resumed.',
  responses: {
    200: json('The account', AccountDetail),
    404: problem('No account has this id'),
    409: problem('It is connected; `detail` says who can do what'),
  },
})

const resume = createRoute({
  ...onAccount,
  path: '/api/accounts/{id}/resume',
  access: 'accounts:write',
  operationId: 'resumeAccount',
  summary: 'End a pause, or bring back an account whose proxy works again',
  description:
    'A pause ends in the state in which it began: a rest stays a rest, and an account that ' +
    'needs a person still does.',
  responses: {
    200: json('The account', AccountDetail),
    404: problem('No account has this id'),
    409: problem('Its state does not allow this; `detail` says what to do'),
  },
})

const login = createRoute({
  ...onAccount,
  path: '/api/accounts/{id}/login',
  access: 'accounts:write',
  operationId: 'loginAccount',
  summary: 'Log an account in',
  description: `${SENDS} A login takes a minute or two and has a budget of its own.`,
  responses: { 200: json('The account', AccountDetail), ...sending },
})

const check = createRoute({
  ...onAccount,
  path: '/api/accounts/{id}/check',
  access: 'accounts:write',
  operationId: 'checkAccount',
  summary:
    'Check by one light request whether its session is alive, or what Meta says of a connected one',
  description: `${SENDS} With the id of a connection that is in a group, Meta is asked about its token and rights.`,
  responses: {
    200: json('The account', z.union([AccountDetail, AccountBrief])),
    ...sending,
    429: problem('Meta takes no more calls for now (Retry-After)'),
  },
})

const challenge = createRoute({
  method: 'post',
  path: '/api/accounts/{id}/challenge',
  access: { elevated: 'accounts:write' },
  operationId: 'settleChallenge',
  summary: 'End a challenge or a second factor that a person has dealt with',
  description:
    `${SENDS} \`code\` finishes a login that waits for its second factor (\`awaits_code\`); after three ` +
    'refused codes gramd gives the login up. `resolved` says that a person answered the challenge in the app; one ' +
    'request checks the account.',
  request: { ...byId, body: jsonBody(ChallengeResult) },
  responses: { 200: json('The account', AccountDetail), ...sending },
})

const showSession = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/session',
  access: 'accounts:read',
  operationId: 'getAccountSession',
  summary: 'The session of an account, without its secrets',
  request: byId,
  responses: { 200: json('The session', Session), 404: problem('No account has this id') },
})

const replaceSession = createRoute({
  method: 'post',
  path: '/api/accounts/{id}/session',
  access: { elevated: 'accounts:write' },
  operationId: 'setAccountSession',
  summary: 'Replace the session of an account',
  description: `${SENDS} One request checks the new session; it replaces the old one only if it is alive and belongs to this account. While a task uses the account, or it is paused or rests, gramd sends nothing: it stores a session that names its owner unchecked (\`verified_at\` is null) and uses it from the next request on.`,
  request: { ...byId, body: jsonBody(NewSession) },
  responses: {
    200: json('The account', AccountDetail),
    ...sending,
    422: problem("The session cannot be read, is dead, or is another account's"),
  },
})

const clearSession = createRoute({
  method: 'delete',
  path: '/api/accounts/{id}/session',
  access: { elevated: 'accounts:write' },
  operationId: 'clearAccountSession',
  summary: 'Delete the session of an account; its device stays',
  request: byId,
  responses: {
    200: json('The account', AccountDetail),
    404: problem('No account has this id'),
    409: problem('A worker holds it right now'),
  },
})

type Parts = Pick<Services, 'db' | 'pool' | 'poolContext' | 'connections' | 'config'>

export function careRoutes(services: Parts): Router {
  const { db, pool, poolContext } = services
  const detailOf = async (id: string) => await readAccountDetail(services, id)
  const router = createRouter()
  addBudgetRoutes(router, services)
  addBulkRoutes(router, services)
  return router
    .openapi(pause, async (c) => {
      const { id } = c.req.valid('param')
      await requirePooled(db, id, 'pause')
      await pauseAccount(poolContext, id)
      return c.json(await detailOf(id), 200)
    })
    .openapi(resume, async (c) => {
      const { id } = c.req.valid('param')
      await requirePooled(db, id, 'resume')
      await resumeAccount(poolContext, id)
      return c.json(await detailOf(id), 200)
    })
    .openapi(login, async (c) => {
      const { id } = c.req.valid('param')
      await requirePooled(db, id, 'login')
      await pool.logIn(id, untilClosing(c))
      return c.json(await detailOf(id), 200)
    })
    .openapi(check, async (c) => {
      const { id } = c.req.valid('param')
      const connected = await findConnected(db, id)
      if (connected) {
        await checkConnected(services, id, untilClosing(c))
        return c.json(
          briefOf(await getPublishingAccount(db, connected.id), true, services.config),
          200,
        )
      }
      await pool.checkAccount(id, untilClosing(c))
      return c.json(await detailOf(id), 200)
    })
    .openapi(challenge, async (c) => {
      const { id } = c.req.valid('param')
      await pool.resolveChallenge(id, c.req.valid('json'), untilClosing(c))
      return c.json(await detailOf(id), 200)
    })
    .openapi(showSession, async (c) => {
      const { session } = await getAccount(db, poolContext.limits, c.req.valid('param').id)
      return c.json(session, 200)
    })
    .openapi(replaceSession, async (c) => {
      const { id } = c.req.valid('param')
      const input = sessionInput(c.req.valid('json'))
      if (input) await pool.replaceSession(id, input, untilClosing(c))
      return c.json(await detailOf(id), 200)
    })
    .openapi(clearSession, async (c) => {
      const { id } = c.req.valid('param')
      await pool.clearSession(id)
      return c.json(await detailOf(id), 200)
    })
}
