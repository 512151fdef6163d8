import { ACCOUNT_STATES, type AccountState } from '../../../accounts/states.ts'
import { isUuid } from '../../../base/text.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import type { ShapeName } from '../../shapes.ts'
import { wordOf } from '../../words.ts'
import { causeWords } from '../../words/causes.ts'

const Budget = z.object({ limit: z.int(), left: z.int() })

/** What these pages read of an account. */
export const Account = z.object({
  id: z.string(),
  username: z.string(),
  state: z.enum(ACCOUNT_STATES),
  paused_from: z.enum(ACCOUNT_STATES).nullable(),
  rest_until: z.string().nullable(),
  problem: z.object({ reason: z.string(), code: z.string().nullable() }).nullable(),
  health: z.int(),
  strikes: z.int(),
  free_at: z.string(),
  is_leased: z.boolean(),
  has_password: z.boolean(),
  password_refused_at: z.string().nullable(),
  awaits_code: z.boolean(),
  renewal_at: z.string().nullable(),
  session: z.object({
    exists: z.boolean(),
    is_valid: z.boolean(),
    source: z.enum(['login', 'sessionid', 'file']).nullable(),
    created_at: z.string().nullable(),
    age_seconds: z.int().nullable(),
    expires_at: z.string().nullable(),
    verified_at: z.string().nullable(),
  }),
  last_used_at: z.string().nullable(),
  last_login_at: z.string().nullable(),
  last_error: z.string().nullable(),
  warm_up_from: z.string().nullable(),
  time_zone: z.string().nullable(),
  notes: z.string().nullable(),
  created_at: z.string(),
  proxy: z
    .object({
      id: z.string(),
      label: z.string().nullable(),
      host: z.string(),
      port: z.int(),
      state: z.string(),
    })
    .nullable(),
  budget: z.object({ hour: Budget, day: Budget }),
  logins: Budget.extend({ next_at: z.string().nullable() }),
  automatic_renewal: z.boolean(),
  app: z.object({ version: z.string() }).nullable(),
})
export type Account = z.output<typeof Account>

export const Accounts = z.object({ data: z.array(Account), next_cursor: z.string().nullable() })

/** The account of the address: by its id, or by the name that a report calls it by. */
export async function accountOf(page: Page): Promise<Account> {
  const asked = page.c.req.param('account') ?? ''
  if (isUuid(asked)) return await page.ask(`GET /api/accounts/${asked}`, Account)
  const query = { username: asked, kind: 'pool' }
  const { data } = await page.ask('GET /api/accounts', Accounts, { query })
  const [found] = data
  if (found) return found
  throw new ProblemError(
    {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'not_found',
      detail: `there is no account '${asked}'`,
      instance: page.c.req.path,
      request_id: page.c.get('requestId'),
    },
    null,
    page.language,
  )
}

const SIGNS: Readonly<Record<AccountState, ShapeName>> = {
  new: 'pending',
  active: 'done',
  resting: 'resting',
  needs_login: 'person',
  needs_operator: 'person',
  suspended: 'failed',
  proxy_error: 'failed',
  paused: 'paused',
}
export const signOf = (state: AccountState): ShapeName => SIGNS[state]

/** Why an account does not work, in a sentence; undefined while it does. */
export function causeOf({ language }: Page, account: Account): string | undefined {
  const { state, problem } = account
  if (problem === null) return undefined
  const say = (key: string) => wordOf(language, causeWords, key)
  if (account.renewal_at !== null) return say('renews')
  return (
    say(`${state}_${problem.code ?? ''}`) ??
    (state === 'needs_login' || state === 'needs_operator' ? say(problem.code ?? '') : undefined) ??
    say(state)
  )
}

/** What the API refused for the sake of what was asked: said where it was asked. */
export function refusalIn(error: unknown): ProblemError {
  if (!(error instanceof ProblemError)) throw error
  const isOurs = [401, 403, 404, 500].includes(error.problem.status)
  if (isOurs || error.problem.code === 'elevation_required') throw error
  return error
}
