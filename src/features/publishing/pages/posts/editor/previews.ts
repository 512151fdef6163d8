import { html } from 'hono/html'
import { icon } from '../../../../../console/icons.ts'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { accountFace } from '../../faces.ts'
import { plainMark } from '../../marks.ts'
import { thumbnail } from '../media.ts'
import type { Context, Plan, PlannedAccount, Post, Upload } from '../kit.ts'
import { beginningOf } from '../plan/folded.ts'
import type { Slot } from './caption-slot.ts'
import type { Choices } from './choices.ts'
import { getsBadge } from './account-panel.ts'
import { editorPath, isNew, previewAccount } from './draft.ts'

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
    ${instagram(page, post, { account, uploads })}
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

type Feed = { account: PlannedAccount | undefined; uploads: readonly Upload[] }

function instagram(page: Context, post: Post, { account, uploads }: Feed) {
  const { t } = page
  const { media, collaborators, location } = post
  const username = account?.username ?? t('yourAccount')
  const caption = account?.caption ?? post.caption
  // The words of the post itself change while they are typed.
  const isOwn = account === undefined || account.origin === 'source' || account.origin === 'as_is'
  const others = collaborators.map((each) => `, ${each}`).join('')
  const first = uploads[0]
  return html`<figure class="instagram" id="in-feed">
    <figcaption class="inline">
      ${accountFace(account ?? { id: null, username, picture_hash: null }, 26)}
      <span
        ><b dir="auto">${username}${others}</b>${
          location === null ? '' : html`<small dir="auto">${location.name}</small>`
        }</span
      >
      <span class="end">···</span>
    </figcaption>
    <div class="feed-media" data-kind="${post.type}">
      ${coverOf(post, first)} ${media.length > 1 ? html`<small>1/${media.length}</small>` : ''}
    </div>
    <p class="inline instagram-acts" aria-hidden="true">
      ${icon('heart')}${icon('comment')}${icon('publish')}${
        media.length > 1 ? html`<span class="dots">${media.map(() => html`<i></i>`)}</span>` : ''
      }<span class="end">${icon('bookmark')}</span>
    </p>
    <p class="instagram-caption" lang="${account?.caption_language ?? ''}" dir="auto">
      <b>${username}</b>
      ${folded(page, caption, isOwn)}
    </p>
  </figure>`
}

/** The first picture in the feed: the cover of a reel, where that is a picture. */
function coverOf({ media, cover_upload_id: cover, type }: Post, first: Upload | undefined) {
  const file =
    type === 'reel' && cover !== null ? ({ upload_id: cover, kind: 'picture' } as const) : media[0]
  return thumbnail(file && { ...file, alt_text: media[0]?.alt_text ?? first?.file_name ?? null })
}

/** A caption up to the word before "more"; a script folds the one that is being typed. */
function folded({ t }: Context, caption: string, isOwn: boolean) {
  const beginning = beginningOf(caption)
  const mirror = isOwn ? html`data-mirrors="caption" data-fold` : ''
  const more = html`<span class="quiet" ${boolAttr(beginning === null, 'hidden')}
    >… ${t('more')}</span
  >`
  return html`<span ${mirror}>${beginning ?? caption}</span>${more}`
}

const isInGrid = ({ type, shares_to_feed }: Post): boolean => type !== 'reel' || shares_to_feed

/** The newest posts of the profile beside this one. */
async function grid(page: Context, post: Post, account: PlannedAccount | undefined) {
  const query = { limit: GRID_CELLS, ...(account && { account: account.username }) }
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
