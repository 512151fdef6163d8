import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, ownAddress, ownPath, readForm, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { external } from '../../parts/external.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import { OUTCOMES, Posts, Store, SyncPosts, type Post, type SyncPost } from './data.ts'
import { storeId } from './edit.ts'
import { postWords } from './post-words.ts'

const Filter = z.object({
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})

/** `GET /stores/:id/posts`: what became of each post, and why. */
export async function showPosts(page: Page): Promise<Response> {
  const say = sayIn(page.language, postWords)
  const id = storeId(page)
  const path = `/console/stores/${id}/posts`
  const { outcome, cursor } = Filter.parse(page.c.req.query())
  const [{ name }, { data, next_cursor: next, counts }] = await Promise.all([
    page.ask(`GET /api/stores/${id}`, Store),
    page.ask(`GET /api/stores/${id}/posts`, Posts, { query: { outcome, cursor } }),
  ])
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const body = html`${tabs(say('views'), [
    {
      label: say('all'),
      href: path,
      isCurrent: outcome === undefined,
      count: page.formats.number(all),
    },
    ...OUTCOMES.map((each) => ({
      label: say(`tab_${each}`),
      href: withQuery(path, { outcome: each }),
      isCurrent: each === outcome,
      count: page.formats.number(counts[each]),
    })),
  ])}
  ${
    data.length === 0
      ? empty(say('none'), say(outcome === undefined ? 'noneHint' : 'noneOfThem'))
      : postTable(page, data)
  }
  ${pager(page, path, { filter: { outcome }, cursor, next })}`
  const isLive = counts.waiting > 0
  return page.c.html(
    await shell(page, { title: say('titleOf', { name }), lead: say('lead'), body, isLive }),
  )
}

/** The posts of an import or a look, with what it did with each. */
export async function postsOfSync(page: Page, scan: { scanId: string; store: string }) {
  const say = sayIn(page.language, postWords)
  const { posts: cursor } = page.c.req.query()
  const { data, next_cursor: next } = await page.ask(
    `GET /api/instagram/scan/${scan.scanId}/posts`,
    SyncPosts,
    { query: { cursor } },
  )
  if (data.length === 0) return ''
  const path = `/console/stores/${scan.store}/scan/${scan.scanId}`
  return html`<section>
    <h2>${say('ofSync')}</h2>
    ${postTable(page, data)}
    ${next === null ? '' : html`<p><a class="button" href="${withQuery(path, { posts: next })}">${say('more')}</a></p>`}
  </section>`
}

function postTable(page: Page, rows: readonly (Post | SyncPost)[]) {
  const say = sayIn(page.language, postWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('post')}</th>
        <th>${say('outcome')}</th>
        <th class="number">${say('taken')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((post) => row(page, post))}
    </tbody>
  </table>`
}

const SHAPES: Record<Post['outcome'], ShapeName> = {
  drafted: 'done',
  skipped: 'cancelled',
  failed: 'failed',
  gone: 'cancelled',
  never: 'person',
  waiting: 'pending',
}

function row(page: Page, post: Post | SyncPost) {
  const say = sayIn(page.language, postWords)
  const { id, caption, permalink, outcome, pictures } = post
  const hash = pictures.find((each) => each.hash !== null)?.hash ?? null
  return html`<tr id="post-${id}">
    <td>
      <div class="with-picture">
        ${picture({ hash, name: say('post'), size: 96, isLazy: true })}
        <div>
          <p class="note" dir="auto">${caption ?? say('noCaption')}</p>
          ${permalink === null ? '' : html`<p>${external(permalink, say('view'))}</p>`}
        </div>
      </div>
    </td>
    <td>
      ${badge(SHAPES[outcome], say(`is_${outcome}`))} ${reason(page, post)} ${draftLinks(post)}
    </td>
    <td class="number">${time(page, post.taken_at)}</td>
    <td class="acts">${page.may('own:write') ? acts(page, post) : ''}</td>
  </tr>`
}

/** Why, and what an import did with it where that differs. */
function reason({ language }: Page, post: Post | SyncPost) {
  const code = 'in_sync' in post ? (post.in_sync.code ?? post.reason) : post.reason
  const why = code === null ? undefined : wordOf(language, postWords, `why_${code}`)
  return why === undefined || post.outcome === 'never' ? '' : html`<p class="why">${why}</p>`
}

const draftLinks = ({ drafts }: Post) =>
  drafts.map(({ id, name, product_id: product }) => {
    const href = product === null ? `/console/drafts/${id}` : `/console/products/${product}`
    return html`<p><a href="${href}">${name}</a></p>`
  })

/** A post with a draft that waits, or a product, gets no other one. */
const hasOne = ({ drafts, outcome }: Post): boolean =>
  outcome === 'drafted' &&
  drafts.some(({ status, product_id: product }) => status === 'pending' || product !== null)

function acts(page: Page, post: Post) {
  const say = sayIn(page.language, postWords)
  const { outcome } = post
  const path = `/console/stores/${post.store_id}/posts/${post.id}`
  const form = (act: 'draft' | 'never' | 'again', label: string) =>
    html`<form method="post" action="${path}/${act}" data-morph>
      <input type="hidden" name="back" value="${ownAddress(page)}" />
      <button>${label}</button>
    </form>`
  const mayDraft = !hasOne(post) && outcome !== 'waiting'
  return html`${mayDraft ? form('draft', say('makeDraft')) : ''}
  ${outcome === 'never' ? form('again', say('takeBack')) : form('never', say('never'))}`
}

const postPath = (page: Page): `/${string}` =>
  `/api/stores/${storeId(page)}/posts/${encodeURIComponent(page.c.req.param('post') ?? '')}`

async function goBack(page: Page, flash: string): Promise<Response> {
  const form = await readForm(page)
  return goTo(page, ownPath(form.get('back') ?? `/console/stores/${storeId(page)}/posts`), flash)
}

export async function draftPost(page: Page): Promise<Response> {
  const say = sayIn(page.language, postWords)
  const { result } = await page.ask(
    `POST ${postPath(page)}/draft`,
    z.object({ result: z.enum(['reading', 'made']) }),
  )
  return await goBack(page, say(result === 'made' ? 'draftMade' : 'draftBegun'))
}

export async function ignorePost(page: Page): Promise<Response> {
  await page.ask(`PUT ${postPath(page)}/never`, z.unknown())
  return await goBack(page, sayIn(page.language, postWords)('ignored'))
}

export async function unignorePost(page: Page): Promise<Response> {
  await page.ask(`DELETE ${postPath(page)}/never`, z.unknown())
  return await goBack(page, sayIn(page.language, postWords)('unignored'))
}
