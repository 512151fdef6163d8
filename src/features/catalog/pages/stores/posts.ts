import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { goTo, ownAddress, ownPath, readForm } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { external } from '../../../../console/parts/external.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import type { IconName } from '../../../../console/icons.ts'
import { loadStore, type Context, type Post, type SyncPost } from './kit.ts'

const OUTCOMES = [
  'drafted',
  'skipped',
  'failed',
  'gone',
  'never',
  'waiting',
] as const satisfies readonly Post['outcome'][]

const Filter = z.object({
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})

/** `GET /stores/:id/posts`: what became of each post, and why. */
export async function showPosts(page: Context): Promise<Response> {
  const { t } = page
  const id = page.param('id')
  const path = `/console/stores/${encodeURIComponent(id)}/posts`
  const { outcome, cursor } = Filter.parse(page.c.req.query())
  const [{ name }, { data, next_cursor: next, counts }] = await Promise.all([
    loadStore(page),
    page.api.call('listStorePosts', { params: { id }, query: { outcome, cursor } }),
  ])
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const body = html`${tabs(t('post.views'), [
    {
      label: t('post.all'),
      href: path,
      isCurrent: outcome === undefined,
      count: page.formats.number(all),
    },
    ...OUTCOMES.map((each) => ({
      label: t(`post.tab_${each}`),
      href: withQuery(path, { outcome: each }),
      isCurrent: each === outcome,
      count: page.formats.number(counts[each]),
    })),
  ])}
  ${
    data.length === 0
      ? empty(t('post.none'), t(outcome === undefined ? 'post.noneHint' : 'post.noneOfThem'))
      : postTable(page, data)
  }
  ${pager(page, path, { filter: { outcome }, cursor, next, rows: data.length })}`
  const isLive = counts.waiting > 0
  return page.c.html(
    await layout(page, { title: t('post.titleOf', { name }), lead: t('post.lead'), body, isLive }),
  )
}

/** Shows the posts of an import or a poll, with the result for each. */
export async function postsOfSync(page: Context, scan: { scanId: string; store: string }) {
  const { t } = page
  const { posts: cursor } = page.c.req.query()
  const { data, nextCursor: next } = await page.api.call('listCatalogScanPosts', {
    params: { id: scan.scanId },
    query: { cursor },
  })
  if (data.length === 0) return ''
  const path = `/console/stores/${scan.store}/scan/${scan.scanId}`
  return html`<section>
    <h2>${t('post.ofSync')}</h2>
    ${postTable(page, data.map(ofSync))}
    ${
      next === null
        ? ''
        : html`<p>
            <a class="button" href="${withQuery(path, { posts: next })}">${t('post.more')}</a>
          </p>`
    }
  </section>`
}

/** A post, and why a sync did with it what it did. */
type StorePost = Post & { syncCode?: string | null }

/** A post of a sync in the fields of a post of a store. */
const ofSync = ({ storeId, mediaId, takenAt, drafts, inSync, ...post }: SyncPost): StorePost => ({
  ...post,
  store_id: storeId,
  media_id: mediaId,
  taken_at: takenAt,
  drafts: drafts.map(({ productId, ...draft }) => ({ ...draft, product_id: productId })),
  syncCode: inSync.code,
})

function postTable(page: Context, rows: readonly StorePost[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('post.post')}</th>
        <th>${t('post.outcome')}</th>
        <th class="number">${t('post.taken')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((post) => row(page, post))}
    </tbody>
  </table>`
}

const SHAPES: Record<Post['outcome'], IconName> = {
  drafted: 'done',
  skipped: 'cancelled',
  failed: 'failed',
  gone: 'cancelled',
  never: 'person',
  waiting: 'pending',
}

function row(page: Context, post: StorePost) {
  const { t } = page
  const { id, caption, permalink, outcome, pictures } = post
  const hash = pictures.find((each) => each.hash !== null)?.hash ?? null
  return html`<tr id="post-${id}">
    <td>
      <div class="with-picture">
        ${picture({ hash, name: t('post.post'), size: 96, isLazy: true })}
        <div>
          <p class="note" dir="auto">${caption ?? t('post.noCaption')}</p>
          ${permalink === null ? '' : html`<p>${external(permalink, t('post.view'))}</p>`}
        </div>
      </div>
    </td>
    <td>
      ${badge(SHAPES[outcome], t(`post.is_${outcome}`))} ${reason(page, post)} ${draftLinks(post)}
    </td>
    <td class="number">${time(page, post.taken_at)}</td>
    <td class="acts">${page.may('own:write') ? actions(page, post) : ''}</td>
  </tr>`
}

/** Shows the reason, and the result of an import where that differs. */
function reason({ findText }: Context, post: StorePost) {
  const code = post.syncCode ?? post.reason
  const why = code === null ? undefined : findText(`post.why_${code}`)
  return why === undefined || post.outcome === 'never' ? '' : html`<p class="why">${why}</p>`
}

const draftLinks = ({ drafts }: Post) =>
  drafts.map(({ id, name, product_id: product }) => {
    const href = product === null ? `/console/drafts/${id}` : `/console/products/${product}`
    return html`<p><a class="draft-link" href="${href}" dir="auto">${name}</a></p>`
  })

/** A post with a draft that waits, or a product, gets no other one. */
const hasOne = ({ drafts, outcome }: Post): boolean =>
  outcome === 'drafted' &&
  drafts.some(({ status, product_id: product }) => status === 'pending' || product !== null)

function actions(page: Context, post: Post) {
  const { t } = page
  const { outcome } = post
  const path = `/console/stores/${post.store_id}/posts/${post.id}`
  const form = (act: 'draft' | 'never' | 'again', label: string) =>
    html`<form method="post" action="${path}/${act}" data-morph>
      <input type="hidden" name="back" value="${ownAddress(page)}" />
      <button>${label}</button>
    </form>`
  const mayDraft = !hasOne(post) && outcome !== 'waiting'
  return html`${mayDraft ? form('draft', t('post.makeDraft')) : ''}
  ${outcome === 'never' ? form('again', t('post.takeBack')) : form('never', t('post.never'))}`
}

const postOf = ({ param }: Context) => ({ id: param('id'), post: param('post') })

async function goBack(page: Context, flash: string): Promise<Response> {
  const form = await readForm(page)
  const posts = `/console/stores/${encodeURIComponent(page.param('id'))}/posts`
  return goTo(page, ownPath(form.get('back') ?? posts), flash)
}

export async function draftPost(page: Context): Promise<Response> {
  const { result } = await page.api.call('draftStorePost', { params: postOf(page) })
  return await goBack(page, page.t(result === 'made' ? 'post.draftMade' : 'post.draftBegun'))
}

export async function ignorePost(page: Context): Promise<Response> {
  await page.api.call('ignoreStorePost', { params: postOf(page) })
  return await goBack(page, page.t('post.ignored'))
}

export async function unignorePost(page: Context): Promise<Response> {
  await page.api.call('unignoreStorePost', { params: postOf(page) })
  return await goBack(page, page.t('post.unignored'))
}
