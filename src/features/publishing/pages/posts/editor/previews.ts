import { html } from 'hono/html'
import { icon } from '../../../../../console/icons.ts'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { plainMark } from '../../marks.ts'
import { thumbnail } from '../media.ts'
import type { Context, Plan, PlannedAccount, Post, Upload } from '../kit.ts'
import type { Slot } from './caption-slot.ts'
import type { Choices } from './choices.ts'
import { getsBadge } from './account-panel.ts'
import { editorPath, isNew, previewAccount } from './draft.ts'
import { inFeed } from './in-feed.ts'

/** The posts of a profile that are visible without scrolling. */
const GRID_CELLS = 6
/** The accounts that the choice of the preview shows at once. */
const MAX_CHOICES = 12

type Previewed = {
  plan: Plan
  choices: Choices
  slots: readonly Slot[]
  uploads: readonly Upload[]
  /** The cover of a reel, with what the grid cuts off. */
  cover: unknown
}

/** The post as the chosen account shows it: in the feed, and in its profile. */
export async function preview(
  page: Context,
  post: Post,
  { plan, choices, slots, uploads, cover }: Previewed,
) {
  const { t } = page
  const { accounts } = plan
  const shows = previewAccount(page)
  const account =
    accounts.find(({ id }) => id === shows) ??
    accounts.find(({ left_out: left }) => left === null) ??
    accounts[0]
  return html`<aside id="preview" class="preview" aria-label="${t('preview')}">
    ${account === undefined ? '' : choice(page, post, { accounts, choices, slots, account })}
    ${inFeed(page, post, { account, uploads })}
    <section class="in-profile">
      <div class="title">
        <h3>${t('editor.inProfile')}</h3>
        <small>${t('editor.cutTo34')}</small>
      </div>
      ${isInGrid(post) ? await grid(page, post, account) : html`<p class="hint">${t('extras.notInGrid')}</p>`}
    </section>
    ${
      cover === ''
        ? ''
        : html`<details class="as-reel" id="as-reel" open>
            <summary>${t('editor.asReel')}</summary>
            ${cover}
          </details>`
    }
  </aside>`
}

type Choice = {
  accounts: readonly PlannedAccount[]
  choices: Choices
  slots: readonly Slot[]
  account: PlannedAccount
}

/** The accounts that the preview can show, with the caption of the chosen one. */
function choice(page: Context, post: Post, { accounts, choices, slots, account }: Choice) {
  const { t, formats } = page
  const visible = accounts.slice(0, MAX_CHOICES)
  const groupOf = (id: string) => {
    const of = choices.accounts.find((each) => each.id === id)?.groups ?? []
    return choices.groups.find((group) => of.includes(group.id)) ?? null
  }
  return html`<div class="preview-choice" role="group" aria-label="${t('editor.previewAs')}">
    ${visible.map(
      ({ id, username, picture_hash }) =>
        html`<a
          id="as-${id}"
          href="/console${editorPath(post.id, id)}"
          data-morph
          aria-label="@${username}"
          title="@${username}"
          ${boolAttr(id === account.id, 'aria-current="true"')}
          >${plainMark({ id, username, picture_hash, group: groupOf(id) }, 26)}</a
        >`,
    )}
    ${accounts.length > MAX_CHOICES ? html`<small>+${formats.number(accounts.length - MAX_CHOICES)}</small>` : ''}
    ${getsBadge(page, post, { account, slots })}
  </div>`
}

const isInGrid = ({ type, shares_to_feed }: Post): boolean => type !== 'reel' || shares_to_feed

/** The newest posts of the profile beside this one. */
async function grid(page: Context, post: Post, account: PlannedAccount | undefined) {
  // By its id: the same username may be in the pool and connected.
  const query = { limit: GRID_CELLS, ...(account && { account: account.id }) }
  const { data } = isNew(post) ? { data: [] } : await page.api.call('listPosts', { query })
  const beside = data
    .filter((each) => each.id !== post.id && each.media.length > 0 && isInGrid(each))
    .slice(0, GRID_CELLS - 1)
  return html`<div class="profile-grid">
    ${[post, ...beside].map(
      (each, at) =>
        html`<span class="${at === 0 ? 'own' : ''}"
          >${cell(each)}${each.media.length > 1 ? icon('batches') : each.type === 'reel' ? icon('reels') : ''}</span
        >`,
    )}
  </div>`
}

/** A reel shows its cover. */
function cell({ media: [first], cover_upload_id: cover }: Post) {
  const picture = cover === null ? first : { upload_id: cover, kind: 'picture' as const }
  return thumbnail(picture && { ...picture, alt_text: null })
}
