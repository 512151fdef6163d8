import { html } from 'hono/html'
import { rightText } from '../../../console/parts/own-account.ts'
import { isEnded } from '../../../console/parts/connection-state.ts'
import { meter } from '../../../console/parts/figures/meter.ts'
import { time } from '../../../console/parts/time.ts'
import type { Context, OwnAccount, OwnAccountDetails } from './kit.ts'

export const findOwnAccount = async (
  { api, param }: Context,
  id = param('id'),
): Promise<OwnAccountDetails> => await api.call('getOwnAccount', { params: { account_id: id } })

/** Only its owner helps, now or soon. */
export const needsOwner = (account: OwnAccount): boolean =>
  isEnded(account) || account.state === 'expiring'

/** A sentence more on what was connected, with the rights that its owner refused. */
export function notGranted(page: Context, missing: readonly string[]): string {
  const { t } = page
  const rights = [...new Set(missing)].map((right) => rightText(page, right)).join(', ')
  return rights === '' ? '' : ` ${t('notGranted', { rights })}`
}

/** An end of a token or of access to the data. */
export const endText = (page: Context, iso: string | null) =>
  iso === null ? page.t('never') : time(page, iso)

/** Shows how much of Meta's limits is used, and what that means for calls. */
export function usageOf(page: Context, { usage, username }: OwnAccount) {
  const { t } = page
  if (usage.reported_at === null) return html`<small title="${t('usageUntold')}">–</small>`
  return html`${meter({ value: usage.percent, most: 100, label: t('usageOf', { name: username }), isLimit: true })}
    <p>
      ${t('percent', { n: usage.percent })} ·
      ${t(`mode_${usage.mode}`)}${usage.mode === 'free' ? '' : resumesAt(page, usage.free_at)}
    </p>`
}

function resumesAt({ t, formats, now }: Context, freeAt: string | null): string {
  const at = freeAt === null ? null : new Date(freeAt)
  return at === null || at <= now ? '' : ` · ${t('goesOn', { time: formats.clock(at) })}`
}
