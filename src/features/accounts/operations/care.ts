import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { getAccount } from '../../../pool/accounts/account-views.ts'
import { pauseAccount, resumeAccount } from '../../../pool/accounts/pause-account.ts'
import type { Services } from '../../services.ts'
import { getPublishingAccount } from '../../publishing/index.ts'
import { ChallengeResult, NewSession, sessionInput } from '../account-input.ts'
import { AccountDetail, readAccountDetail, Session } from '../account-item.ts'
import { AccountBrief, briefOf } from '../account-page.ts'
import { checkConnected, findConnected, requirePooled } from '../connected-account.ts'
import { untilClosing } from '../until-closing.ts'
import { ofAccount } from './of-account.ts'

const operation =
  operationsFor<Pick<Services, 'db' | 'pool' | 'poolContext' | 'connections' | 'config'>>()

const SENDS =
  'The answer comes at the end. The work continues when the client disconnects, and its requests ' +
  'count in the budgets.'

/** The refusals of what sends something. */
const sending = {
  ...ofAccount.refusals,
  409: 'A worker holds it, or its state does not allow this; `detail` says what to do',
  502: 'Instagram or the proxy refused; `code` says how, and the account shows what follows',
  503: 'A rest, a budget or a stop of the pool forbids it until `until` (Retry-After)',
}

/** The properties of operations that change one account and answer it. */
const onAccount = {
  ...ofAccount,
  access: 'accounts:write',
  answer: AccountDetail,
  success: 'The account',
} as const

/** The operations that operators call when an account needs them. */
export const careOperations = {
  pauseAccount: operation.act({
    ...onAccount,
    path: '/api/accounts/{id}/pause',
    summary: 'Take an account out of service',
    description: 'gramd sends nothing on it until it is resumed.',
    refusals: {
      ...ofAccount.refusals,
      409: 'It is connected; `detail` says who can do what',
    },
    async run({ params: { id } }, services) {
      await requirePooled(services.db, id, 'pause')
      await pauseAccount(services.poolContext, id)
      return await readAccountDetail(services, id)
    },
  }),

  resumeAccount: operation.act({
    ...onAccount,
    path: '/api/accounts/{id}/resume',
    summary: 'End a pause, or bring back an account whose proxy works again',
    description:
      'A pause ends in the state in which it began: a rest stays a rest, and an account that ' +
      'needs a person still does.',
    refusals: {
      ...ofAccount.refusals,
      409: 'Its state does not allow this; `detail` says what to do',
    },
    async run({ params: { id } }, services) {
      await requirePooled(services.db, id, 'resume')
      await resumeAccount(services.poolContext, id)
      return await readAccountDetail(services, id)
    },
  }),

  loginAccount: operation.act({
    ...onAccount,
    path: '/api/accounts/{id}/login',
    summary: 'Log an account in',
    description: `${SENDS} A login takes a minute or two and has a budget of its own.`,
    refusals: sending,
    async run({ params: { id } }, services, { http }) {
      await requirePooled(services.db, id, 'login')
      await services.pool.logIn(id, untilClosing(http))
      return await readAccountDetail(services, id)
    },
  }),

  checkAccount: operation.act({
    ...onAccount,
    path: '/api/accounts/{id}/check',
    summary:
      'Check by one light request whether its session is alive, or what Meta says of a ' +
      'connected one',
    description: `${SENDS} With the id of a connection that is in a group, Meta is asked about its token and rights.`,
    answer: z.union([AccountDetail, AccountBrief]),
    refusals: { ...sending, 429: 'Meta takes no more calls for now (Retry-After)' },
    async run({ params: { id } }, services, { http }) {
      const { db, pool, config } = services
      const connected = await findConnected(db, id)
      if (connected) {
        await checkConnected(services, id, untilClosing(http))
        return briefOf(await getPublishingAccount(db, connected.id), true, config)
      }
      await pool.checkAccount(id, untilClosing(http))
      return await readAccountDetail(services, id)
    },
  }),

  settleChallenge: operation.act({
    ...onAccount,
    path: '/api/accounts/{id}/challenge',
    access: { elevated: 'accounts:write' },
    summary: 'End a challenge or a second factor that a person has dealt with',
    description:
      `${SENDS} \`code\` finishes a login that waits for its second factor (\`awaits_code\`); after three ` +
      'refused codes gramd gives the login up. `resolved` says that a person answered the ' +
      'challenge in the app; one ' +
      'request checks the account.',
    body: ChallengeResult,
    refusals: sending,
    async run({ params: { id }, body }, services, { http }) {
      await services.pool.resolveChallenge(id, body, untilClosing(http))
      return await readAccountDetail(services, id)
    },
  }),

  getAccountSession: operation.get({
    ...ofAccount,
    path: '/api/accounts/{id}/session',
    access: 'accounts:read',
    summary: 'The session of an account, without its secrets',
    answer: Session,
    success: 'The session',
    run: async ({ params }, { db, poolContext }) =>
      (await getAccount(db, poolContext.limits, params.id)).session,
  }),

  setAccountSession: operation.act({
    ...onAccount,
    path: '/api/accounts/{id}/session',
    access: { elevated: 'accounts:write' },
    summary: 'Replace the session of an account',
    description:
      `${SENDS} One request checks the new session; it replaces the old one only if it is alive ` +
      'and belongs to this account. While a task uses the account, or it is paused or rests, ' +
      `gramd sends nothing: it stores a session that names its owner unchecked (\`verified_at\` ` +
      'is null) and uses it from the next request on.',
    body: NewSession,
    refusals: { ...sending, 422: "The session cannot be read, is dead, or is another account's" },
    async run({ params: { id }, body }, services, { http }) {
      const input = sessionInput(body)
      if (input) await services.pool.replaceSession(id, input, untilClosing(http))
      return await readAccountDetail(services, id)
    },
  }),

  clearAccountSession: operation.act({
    ...onAccount,
    method: 'delete',
    path: '/api/accounts/{id}/session',
    access: { elevated: 'accounts:write' },
    summary: 'Delete the session of an account; its device stays',
    refusals: { ...ofAccount.refusals, 409: 'A worker holds it right now' },
    async run({ params: { id } }, services) {
      await services.pool.clearSession(id)
      return await readAccountDetail(services, id)
    },
  }),
}
