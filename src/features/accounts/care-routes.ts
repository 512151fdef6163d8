import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import { getAccount, readActivity } from '../../pool/accounts/account-views.ts'
import { pauseAccount, resumeAccount } from '../../pool/accounts/pause-account.ts'
import type { Services } from '../manifest.ts'
import { ChallengeResult, NewSession, sessionInput } from './account-input.ts'
import { accountDetail, AccountDetail, Session, sessionItem } from './account-item.ts'
import { untilClosing } from './until-closing.ts'

const byId = { params: z.object({ id: z.uuid() }) }
const tags = ['accounts']

const state = {
  404: problem('No account has this id'),
  409: problem('Its state does not allow this; `detail` says what to do'),
}
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
  'The answer comes when it is done, and it goes on when the client leaves; what it sends counts ' +
  'in the budgets.'

const onAccount = {
  method: 'post',
  tags,
  request: byId,
} as const

const pause = createRoute({
  ...onAccount,
  path: '/api/accounts/{id}/pause',
  access: 'accounts:write',
  operationId: 'pauseAccount',
  summary: 'Take an account out of service',
  description: 'Nothing more is sent on it before it is resumed.',
  responses: { 200: json('The account', AccountDetail), 404: problem('No account has this id') },
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
  responses: { 200: json('The account', AccountDetail), ...state },
})

const login = createRoute({
  ...onAccount,
  path: '/api/accounts/{id}/login',
  access: 'accounts:write',
  operationId: 'loginAccount',
  summary: 'Log an account in',
  description: `${SENDS} A login takes a minute or two, and there is a budget for logins.`,
  responses: { 200: json('The account', AccountDetail), ...sending },
})

const check = createRoute({
  ...onAccount,
  path: '/api/accounts/{id}/check',
  access: 'accounts:write',
  operationId: 'checkAccount',
  summary: 'See by one light request whether its session lives',
  description: SENDS,
  responses: { 200: json('The account', AccountDetail), ...sending },
})

const challenge = createRoute({
  method: 'post',
  path: '/api/accounts/{id}/challenge',
  access: { elevated: 'accounts:write' },
  operationId: 'settleChallenge',
  tags,
  summary: 'Say what a person has done about a challenge or a second factor',
  description:
    `${SENDS} \`code\` ends a login that waits for its second factor (\`awaits_code\`), which is given up ` +
    'after three codes; `resolved` says that the challenge was answered in the app, and has the account checked by ' +
    'one request.',
  request: { ...byId, body: jsonBody(ChallengeResult) },
  responses: { 200: json('The account', AccountDetail), ...sending },
})

const showSession = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/session',
  access: 'accounts:read',
  operationId: 'getAccountSession',
  tags,
  summary: 'The session of an account, without its secrets',
  request: byId,
  responses: { 200: json('The session', Session), 404: problem('No account has this id') },
})

const replaceSession = createRoute({
  method: 'post',
  path: '/api/accounts/{id}/session',
  access: { elevated: 'accounts:write' },
  operationId: 'setAccountSession',
  tags,
  summary: 'Replace the session of an account',
  description: `${SENDS} The new session is checked by one request; only when it lives and is this account's, the old one is dropped. While a task holds the account, or it is paused or rests, nothing can be sent: then the session is stored unchecked (\`verified_at\` is null) if it tells by itself whose it is, and counts from the next request on.`,
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
  tags,
  summary: 'Forget the session of an account; its device stays',
  request: byId,
  responses: {
    200: json('The account', AccountDetail),
    404: problem('No account has this id'),
    409: problem('A worker holds it right now'),
  },
})

type Parts = Pick<Services, 'db' | 'pool' | 'poolContext'>

/** What an operator can have done with one account. */
export function careRoutes({ db, pool, poolContext }: Parts): Router {
  const { limits } = poolContext
  const detailOf = async (id: string) =>
    accountDetail(await getAccount(db, limits, id), await readActivity(db, id))
  return createRouter()
    .openapi(pause, async (c) => {
      const { id } = c.req.valid('param')
      await pauseAccount(poolContext, id)
      return c.json(await detailOf(id), 200)
    })
    .openapi(resume, async (c) => {
      const { id } = c.req.valid('param')
      await resumeAccount(poolContext, id)
      return c.json(await detailOf(id), 200)
    })
    .openapi(login, async (c) => {
      const { id } = c.req.valid('param')
      await pool.logIn(id, untilClosing(c))
      return c.json(await detailOf(id), 200)
    })
    .openapi(check, async (c) => {
      const { id } = c.req.valid('param')
      await pool.checkAccount(id, untilClosing(c))
      return c.json(await detailOf(id), 200)
    })
    .openapi(challenge, async (c) => {
      const { id } = c.req.valid('param')
      await pool.resolveChallenge(id, c.req.valid('json'), untilClosing(c))
      return c.json(await detailOf(id), 200)
    })
    .openapi(showSession, async (c) => {
      const { session } = await getAccount(db, limits, c.req.valid('param').id)
      return c.json(sessionItem(session), 200)
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
