import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { time } from '../../parts/time.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import { isEnded } from '../own-accounts/account.ts'
import { Account, Media } from './data.ts'
import { reelsWords } from './words.ts'

/** The account of a post; undefined once it is not connected any more. */
export async function findAccount(page: Page, id: string): Promise<Account | undefined> {
  try {
    return await page.ask(`GET /api/ig/accounts/${id}`, Account)
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return undefined
    throw error
  }
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
} as const satisfies Record<string, ShapeName>

/** What becomes of the numbers of a post: a dead token stops more than the post says of itself. */
function stateOf(media: Media, account: Account | undefined): keyof typeof SIGNS {
  if (media.deleted_at !== null) return 'deleted'
  if (account && isEnded(account)) return 'unauthorized'
  return media.sync_status
}

/** How far the numbers of a post are, when they go on, and how old they are. */
export function syncState(page: Page, media: Media, account: Account | undefined) {
  const say = sayIn(page.language, reelsWords)
  const state = stateOf(media, account)
  return html`${badge(SIGNS[state], say(`state_${state}`))}
    ${state === 'error' || state === 'rate_limited' ? goesOn(page, media, account) : ''}
    ${
      state === 'unauthorized'
        ? html`<p><a href="/console/own-accounts/${media.account_id}">${say('toAccount')}</a></p>`
        : ''
    }
    <p class="updated">
      ${
        media.last_synced_at === null
          ? say('neverUpdated')
          : html`${say('updated')} ${time(page, media.last_synced_at)}`
      }
    </p>`
}

/** The later of when Meta gives calls again and when the post is due. */
function goesOn(page: Page, { next_sync_at: next }: Media, account: Account | undefined) {
  const say = sayIn(page.language, reelsWords)
  const free = account?.usage.mode === 'stopped' ? account.usage.free_at : null
  const times = [next, free].flatMap((iso) => (iso === null ? [] : [new Date(iso)]))
  const at = times.toSorted((a, b) => a.getTime() - b.getTime()).at(-1)
  if (!at || at <= page.now) return html`<p>${say('goesOnItself')}</p>`
  return html`<p title="${page.formats.absolute(at)}">${whenText(page, at)}</p>`
}

const DAY_MS = 20 * 3_600_000

function whenText({ language, formats, now }: Page, at: Date): string {
  const say = sayIn(language, reelsWords)
  return at.getTime() - now.getTime() < DAY_MS
    ? say('goesOn', { time: formats.clock(at) })
    : say('goesOnDay', { time: formats.moment(at) })
}

const Asked = z.object({ result: z.enum(['created', 'already_open']) })

/** `POST /reels/:id/sync`: the page changes by itself when the numbers are here. */
export async function refresh(page: Page): Promise<Response> {
  const say = sayIn(page.language, reelsWords)
  const id = mediaId(page)
  const back = ownPath((await readForm(page)).get('back'))
  const media = await page.ask(`GET /api/ig/media/${id}`, Media)
  const path = back === '/' ? `/reels/${id}` : back
  const ended = await endedText(page, media.account_id)
  if (ended !== undefined) return goTo(page, path, ended)
  const { result } = await page.ask(`POST /api/ig/media/${id}/sync`, Asked)
  const account = await findAccount(page, media.account_id)
  const waits = account && waitText(page, account, ['stopped'])
  return goTo(page, path, waits ?? say(result === 'created' ? 'syncBegun' : 'syncAlready'))
}

/** Who has to authorize the account again before its numbers are read; undefined while it is authorized. */
async function endedText(page: Page, accountId: string): Promise<string | undefined> {
  const account = await findAccount(page, accountId)
  if (!account || !isEnded(account)) return undefined
  return sayIn(page.language, reelsWords)('syncNeedsPerson', { name: account.username })
}

/** What keeps numbers from being read now: an authorization that has ended, or a limit of Meta in one of these modes. */
function waitText(
  { language, formats, now }: Page,
  account: Account,
  held: readonly Account['usage']['mode'][],
): string | undefined {
  const say = sayIn(language, reelsWords)
  if (isEnded(account)) return say('syncNeedsPerson', { name: account.username })
  const { mode, free_at: freeAt } = account.usage
  if (!held.includes(mode)) return undefined
  const at = freeAt === null ? null : new Date(freeAt)
  if (at === null || at <= now) return say('syncWaitsUnknown')
  return say('syncWaits', { time: formats.clock(at) })
}

const Queued = z.object({ queued: z.int() })

/** `POST /reels/refresh`: all posts of an account that are not older than 30 days. */
export async function refreshAll(page: Page): Promise<Response> {
  const say = sayIn(page.language, reelsWords)
  const form = await readForm(page)
  const id = encodeURIComponent(form.get('account') ?? '')
  const back = ownPath(form.get('back'))
  const path = back === '/' ? '/reels' : back
  const ended = id === '' ? undefined : await endedText(page, id)
  if (ended !== undefined) return goTo(page, path, ended)
  const { queued: n } = await page.ask(`POST /api/ig/${id}/sync/enqueue`, Queued, {
    body: { days: 30 },
  })
  const account = await findAccount(page, id)
  // Nobody waits for one of them: they give way before the limit is reached.
  const waits = account && waitText(page, account, ['stopped', 'urgent_only'])
  return goTo(page, path, waits ?? (n === 0 ? say('noneQueued') : say('allQueued', { n })))
}

export const mediaId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')
