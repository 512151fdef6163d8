import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { isEnded } from '../../parts/connection-state.ts'
import { meter } from '../../parts/meter.ts'
import { time } from '../../parts/time.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import { ownAccountsWords } from './words.ts'

export const LOGINS = ['facebook', 'instagram'] as const
export type Login = (typeof LOGINS)[number]

export const STATES = ['active', 'expiring', 'auth_error', 'revoked', 'error'] as const

export const OwnAccount = z.object({
  id: z.string(),
  owner: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  username: z.string(),
  name: z.string().nullable(),
  kind: z.enum(['business', 'creator']).nullable(),
  login: z.enum(LOGINS),
  page: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  state: z.enum(STATES),
  state_reason: z.string().nullable(),
  state_text: z.string().nullable(),
  rights: z.object({ granted: z.array(z.string()), missing: z.array(z.string()) }),
  token_expires_at: z.string().nullable(),
  data_access_expires_at: z.string().nullable(),
  connected_at: z.string(),
  authorized_at: z.string(),
  checked_at: z.string().nullable(),
  last_sync_at: z.string().nullable(),
  usage: z.object({
    percent: z.number(),
    mode: z.enum(['free', 'slowed', 'urgent_only', 'stopped']),
    free_at: z.string().nullable(),
    told_at: z.string().nullable(),
  }),
})
export type OwnAccount = z.output<typeof OwnAccount>

const Uses = z.array(z.object({ what: z.string(), count: z.int() }))
export type Uses = z.output<typeof Uses>

const OwnAccountDetails = OwnAccount.extend({ uses: Uses })
export type OwnAccountDetails = z.output<typeof OwnAccountDetails>

export const accountId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

export const findOwnAccount = async (
  page: Page,
  id = accountId(page),
): Promise<OwnAccountDetails> => await page.ask(`GET /api/ig/accounts/${id}`, OwnAccountDetails)

const SIGNS = {
  active: 'done',
  expiring: 'resting',
  auth_error: 'person',
  revoked: 'cancelled',
  error: 'failed',
} as const satisfies Record<OwnAccount['state'], ShapeName>

export const stateBadge = ({ language }: Page, { state }: OwnAccount) =>
  badge(SIGNS[state], sayIn(language, ownAccountsWords)(`is_${state}`))

/** Why it is in its state, and what to do; undefined where there is nothing to say. */
export function stateReason({ language }: Page, account: OwnAccount): string | undefined {
  const { state_reason: reason, state_text: text } = account
  if (reason === null) return undefined
  return wordOf(language, ownAccountsWords, `reason_${reason}`) ?? text ?? undefined
}

/** Only its owner helps, now or soon. */
export const needsOwner = (account: OwnAccount): boolean =>
  isEnded(account) || account.state === 'expiring'

/** What a right is for, in words; its name where there are none. */
export const rightText = ({ language }: Page, right: string): string =>
  wordOf(
    language,
    ownAccountsWords,
    `right_${right.replace('instagram_business_', 'instagram_')}`,
  ) ?? right

/** A sentence more on what was connected, with the rights that its owner refused. */
export function notGranted({ language }: Page, missing: readonly string[]): string {
  const rights = [...new Set(missing)].join(', ')
  return rights === '' ? '' : ` ${sayIn(language, ownAccountsWords)('notGranted', { rights })}`
}

/** An end of a token or of access to the data. */
export const endText = (page: Page, iso: string | null) =>
  iso === null ? sayIn(page.language, ownAccountsWords)('never') : time(page, iso)

/** How much of Meta's limits is used, and what that means for calls. */
export function usageOf(page: Page, { usage, username }: OwnAccount) {
  const say = sayIn(page.language, ownAccountsWords)
  if (usage.told_at === null) return html`<small title="${say('usageUntold')}">–</small>`
  return html`${meter({ value: usage.percent, most: 100, label: say('usageOf', { name: username }) })}
    <p>
      ${say('percent', { n: usage.percent })} ·
      ${say(`mode_${usage.mode}`)}${usage.mode === 'free' ? '' : goesOn(page, usage.free_at)}
    </p>`
}

function goesOn({ language, formats, now }: Page, freeAt: string | null): string {
  const say = sayIn(language, ownAccountsWords)
  const at = freeAt === null ? null : new Date(freeAt)
  return at === null || at <= now ? '' : ` · ${say('goesOn', { time: formats.clock(at) })}`
}
