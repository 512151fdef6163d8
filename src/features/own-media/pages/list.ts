import { html } from 'hono/html'
import { refusable } from '../../../console/kit/refusable.ts'
import { ownAddress } from '../../../console/page.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { empty } from '../../../console/parts/empty.ts'
import { field } from '../../../console/parts/forms/field.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { time } from '../../../console/parts/time.ts'
import { notice, layout } from '../../../console/layout.ts'
import { apiFilter, filterOf, queryOf, TYPES, type Filter } from './filter.ts'
import { table } from './table.ts'
import type { Account, Context } from './kit.ts'

const PATH = '/console/reels'
const PAGE_SIZE = 30
/** The most accounts in the list of choices; more would be of no use. */
const MAX_ACCOUNTS = 200

/** A link that a user pasted, with its state or fault. */
type Pasted = { link: string; status?: 'importing' | 'not_yours'; fault?: string }

export async function showReels(page: Context): Promise<Response> {
  const { t } = page
  const link = page.c.req.query('link')?.trim() ?? ''
  const pasted = link === '' ? { link } : await follow(page, link)
  if (pasted instanceof Response) return pasted
  const filter = filterOf(page)
  const { data: accounts } = await page.api.call('listOwnAccounts', {
    query: { limit: MAX_ACCOUNTS },
  })
  // One that is not connected any more still has posts.
  const account = filter.account ?? accounts[0]?.id
  const body = html`${linkForm(page, pasted)}
  ${account === undefined ? noAccounts(page) : await posts(page, { filter: { ...filter, account }, accounts })}`
  const actions = account === undefined ? '' : refreshAllForm(page, account, accounts)
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content), pasted.fault === undefined ? 200 : 422)
}

/** Leads to the post behind a link, or says what is known of it. */
async function follow(page: Context, link: string): Promise<Response | Pasted> {
  const call = page.api.call('resolvePermalink', { query: { permalink: link } })
  const { answer, refusal } = await refusable(call, [400, 422])
  if (refusal) return { link, fault: page.t('badLink') }
  const { status, media } = answer
  if (media) return page.c.redirect(`${PATH}/${media.id}`, 303)
  return status === 'found' ? { link } : { link, status }
}

function linkForm(page: Context, { link, status, fault }: Pasted) {
  const { t } = page
  return html`<div>
      ${foldOnPhone('by-link', t('link'), link !== '')}
      <form class="bind filters" action="${PATH}" data-morph>
        ${field({ name: 'link', label: t('link'), value: link, hint: t('linkHint'), fault })}
        <button>${t('open')}</button>
      </form>
    </div>
    ${status === 'importing' ? html`<p class="told" role="status">${t('importing')}</p>` : ''}
    ${
      status === 'not_yours'
        ? html`<div class="told">
            ${notice(t('notYours'))}
            <p>${t('notYoursHint')}</p>
          </div>`
        : ''
    }`
}

/** Opens what follows it on a phone, whose first screen is for the numbers. */
const foldOnPhone = (id: string, label: string, isOpen: boolean) =>
  html`<details class="on-phone" id="${id}" ${boolAttr(isOpen, 'open')}>
    <summary class="button">${label}</summary>
  </details>`

type Chosen = { filter: Filter & { account: string }; accounts: readonly Account[] }

async function posts(page: Context, { filter, accounts }: Chosen) {
  const { cursor, account: id } = filter
  const { data, next_cursor: next } = await page.api.call('listOwnMedia', {
    params: { account_id: id },
    query: { ...apiFilter(filter, page), cursor, limit: PAGE_SIZE },
  })
  const account = accounts.find((each) => each.id === id)
  const bound = await bindingsOf(
    page,
    data.map((media) => media.id),
  )
  return html`${filterForm(page, filter, accounts)} ${updated(page, account)}
  ${data.length === 0 ? nothing(page, filter) : table(page, data, { account, bound })}
  ${pager(page, PATH, { filter: queryOf(filter), cursor, next, rows: data.length })}`
}

async function bindingsOf(page: Context, ids: readonly string[]) {
  if (ids.length === 0) return []
  const query = { media: ids.join(',') }
  return (await page.api.call('listBindings', { query })).data
}

function noAccounts({ t }: Context) {
  const link = html`<a class="button" href="/console/own-accounts">${t('toAccounts')}</a>`
  return empty(t('noAccounts'), html`${t('noAccountsHint')} ${link}`)
}

/** Shows how old the newest numbers of the account are. */
function updated(page: Context, account: Account | undefined) {
  const { t } = page
  if (account?.last_sync_at == null) return ''
  return html`<p class="hint" id="updated">
    @${account.username} · ${t('updated')} ${time(page, account.last_sync_at)}
  </p>`
}

function nothing(page: Context, { type, since, until, account }: Filter) {
  const { t } = page
  if (type === 'posts' && !since && !until) return empty(t('none'), t('noneHint'))
  const all = withQuery(PATH, { account, type: 'posts' })
  const clear = t('common.clearFilters')
  return empty(t('noMatch'), html`<a class="button" href="${all}" data-morph>${clear}</a>`)
}

function filterForm(page: Context, filter: Filter, accounts: readonly Account[]) {
  const { t } = page
  const option = (value: string, label: string, isChosen: boolean) =>
    html`<option value="${value}" ${boolAttr(isChosen, 'selected')}>${label}</option>`
  const day = (name: 'since' | 'until') =>
    html`<label>
      ${t(name)}
      <input type="date" id="${name}" name="${name}" value="${filter[name] ?? ''}" />
    </label>`
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    ${
      accounts.length > 1
        ? html`<select id="account" name="account" aria-label="${t('account')}">
            ${accounts.map(({ id, username }) => option(id, `@${username}`, id === filter.account))}
          </select>`
        : html`<input type="hidden" name="account" value="${filter.account ?? ''}" />`
    }
    <select id="type" name="type" aria-label="${t('type')}">
      ${TYPES.map((type) => option(type, t(`type_${type}`), type === filter.type))}
    </select>
    ${foldOnPhone('days', t('common.filter'), (filter.since ?? filter.until) !== undefined)}
    <div class="filters">
      ${day('since')} ${day('until')}
      <button class="only-plain">${t('common.filter')}</button>
      <a class="button" href="${withQuery(`${PATH}/export`, queryOf(filter))}"
        >${t('common.export')}</a
      >
    </div>
  </form>`
}

function refreshAllForm(page: Context, account: string, accounts: readonly Account[]) {
  const { t } = page
  if (!page.may('own:write') || !accounts.some(({ id }) => id === account)) return ''
  return html`<form method="post" action="${PATH}/refresh" data-morph>
    <input type="hidden" name="account" value="${account}" />
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <button title="${t('refreshAllTitle')}">${t('refreshAll')}</button>
  </form>`
}
