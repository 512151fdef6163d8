import { html } from 'hono/html'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, ownPath, readForm } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { time } from '../../../console/parts/time.ts'
import type { IconName } from '../../../console/icons.ts'
import { isEnded } from '../../../console/parts/connection-state.ts'
import type { Account, Context, Media } from './kit.ts'

/** The account of a post; undefined once it is not connected any more. */
export async function findAccount(page: Context, id: string): Promise<Account | undefined> {
  const { answer } = await refusable(
    page.api.call('getOwnAccount', { params: { account_id: id } }),
    [404],
  )
  return answer
}

const SIGNS = {
  idle: 'pending',
  queued: 'pending',
  syncing: 'running',
  ok: 'done',
  error: 'failed',
  rate_limited: 'resting',
  unauthorized: 'person',
  deleted: 'cancelled',
} as const satisfies Record<string, IconName>

/**
 * Returns the state of a post's numbers. An ended authorization of the account overrides the post's
 * own state.
 */
function stateOf(media: Media, account: Account | undefined): keyof typeof SIGNS {
  if (media.deleted_at !== null) return 'deleted'
  if (account && isEnded(account)) return 'unauthorized'
  return media.sync_status
}

/** Shows the state of a post's sync, the time of the next one, and how old the numbers are. */
export function syncState(page: Context, media: Media, account: Account | undefined) {
  const { t } = page
  const state = stateOf(media, account)
  return html`${badge(SIGNS[state], t(`state_${state}`))}
    ${state === 'error' || state === 'rate_limited' ? nextSync(page, media, account) : ''}
    ${
      state === 'unauthorized'
        ? html`<p><a href="/console/own-accounts/${media.account_id}">${t('toAccount')}</a></p>`
        : ''
    }
    <p class="updated">
      ${
        media.last_synced_at === null
          ? t('neverUpdated')
          : html`${t('updated')} ${time(page, media.last_synced_at)}`
      }
    </p>`
}

/** The later of when Meta gives calls again and when the post is due. */
function nextSync(page: Context, { next_sync_at: next }: Media, account: Account | undefined) {
  const { t } = page
  const free = account?.usage.mode === 'stopped' ? account.usage.free_at : null
  const times = [next, free].flatMap((iso) => (iso === null ? [] : [new Date(iso)]))
  const at = times.toSorted((a, b) => a.getTime() - b.getTime()).at(-1)
  if (!at || at <= page.now) return html`<p>${t('goesOnItself')}</p>`
  return html`<p title="${page.formats.absolute(at)}">${whenText(page, at)}</p>`
}

const DAY_MS = 20 * 3_600_000

function whenText({ t, formats, now }: Context, at: Date): string {
  return at.getTime() - now.getTime() < DAY_MS
    ? t('goesOn', { time: formats.clock(at) })
    : t('goesOnDay', { time: formats.moment(at) })
}

/** `POST /reels/:id/sync`: the page changes by itself when the numbers are here. */
export async function refresh(page: Context): Promise<Response> {
  const { t } = page
  const id = page.param('id')
  const back = ownPath((await readForm(page)).get('back'))
  const media = await page.api.call('getOwnMedia', { params: { id } })
  const path = back === '/' ? `/reels/${id}` : back
  const ended = await endedText(page, media.account_id)
  if (ended !== undefined) return goTo(page, path, ended)
  const { result } = await page.api.call('syncOwnMedia', { params: { id } })
  const account = await findAccount(page, media.account_id)
  const waits = account && waitText(page, account, ['stopped'])
  return goTo(page, path, waits ?? t(result === 'created' ? 'syncBegun' : 'syncAlready'))
}

/**
 * Returns a text that says who has to authorize the account again before its numbers are read;
 * undefined while it is authorized.
 */
async function endedText(page: Context, accountId: string): Promise<string | undefined> {
  const account = await findAccount(page, accountId)
  if (!account || !isEnded(account)) return undefined
  return page.t('syncNeedsPerson', { name: account.username })
}

/**
 * Returns why numbers cannot be read now: an authorization that has ended, or a limit of Meta in
 * one of these modes.
 */
function waitText(
  { t, formats, now }: Context,
  account: Account,
  held: readonly Account['usage']['mode'][],
): string | undefined {
  if (isEnded(account)) return t('syncNeedsPerson', { name: account.username })
  const { mode, free_at: freeAt } = account.usage
  if (!held.includes(mode)) return undefined
  const at = freeAt === null ? null : new Date(freeAt)
  if (at === null || at <= now) return t('syncWaitsUnknown')
  return t('syncWaits', { time: formats.clock(at) })
}

/** `POST /reels/refresh`: all posts of an account that are not older than 30 days. */
export async function refreshAll(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const id = form.get('account') ?? ''
  const back = ownPath(form.get('back'))
  const path = back === '/' ? '/reels' : back
  const ended = id === '' ? undefined : await endedText(page, id)
  if (ended !== undefined) return goTo(page, path, ended)
  const { queued: n } = await page.api.call('syncOwnAccount', {
    params: { account_id: id },
    body: { days: 30 },
  })
  const account = await findAccount(page, id)
  // These syncs are not urgent: they give way before the limit is reached.
  const waits = account && waitText(page, account, ['stopped', 'urgent_only'])
  return goTo(page, path, waits ?? (n === 0 ? t('noneQueued') : t('allQueued', { n })))
}
