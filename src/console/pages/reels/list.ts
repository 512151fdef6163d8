import { html } from 'hono/html'
import { ProblemError } from '../../ask.ts'
import { ownAddress, type Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { empty } from '../../parts/empty.ts'
import { field } from '../../parts/field.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Accounts, Bindings, MediaPage, Resolved, type Account } from './data.ts'
import { askedOf, filterOf, queryOf, TYPES, type Filter } from './filter.ts'
import { table } from './table.ts'
import { reelsWords } from './words.ts'

const PATH = '/console/reels'
const SHOWN = 30
/** More accounts than a list of choices is good for. */
const MOST_ACCOUNTS = 200

/** A link that somebody pasted, and what is to be said of it. */
type Pasted = { link: string; status?: 'importing' | 'not_yours'; fault?: string }

export async function showReels(page: Page): Promise<Response> {
  const say = sayIn(page.language, reelsWords)
  const link = page.c.req.query('link')?.trim() ?? ''
  const pasted = link === '' ? { link } : await follow(page, link)
  if (pasted instanceof Response) return pasted
  const filter = filterOf(page)
  const { data: accounts } = await page.ask('GET /api/ig/accounts', Accounts, {
    query: { limit: MOST_ACCOUNTS },
  })
  // One that is not connected any more still has posts.
  const account = filter.account ?? accounts[0]?.id
  const body = html`${linkForm(page, pasted)}
  ${account === undefined ? noAccounts(page) : await posts(page, { filter: { ...filter, account }, accounts })}`
  const actions = account === undefined ? '' : refreshAllForm(page, account, accounts)
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content), pasted.fault === undefined ? 200 : 422)
}

/** Leads to the post behind a link, or says what is known of it. */
async function follow(page: Page, link: string): Promise<Response | Pasted> {
  try {
    const query = { permalink: link }
    const { status, media } = await page.ask('GET /api/ig/resolve', Resolved, { query })
    if (media) return page.c.redirect(`${PATH}/${media.id}`, 303)
    return status === 'found' ? { link } : { link, status }
  } catch (error) {
    if (!(error instanceof ProblemError) || ![400, 422].includes(error.problem.status)) throw error
    return { link, fault: sayIn(page.language, reelsWords)('badLink') }
  }
}

function linkForm(page: Page, { link, status, fault }: Pasted) {
  const say = sayIn(page.language, reelsWords)
  return html`<form class="bind" action="${PATH}" data-morph>
      ${field({ name: 'link', label: say('link'), value: link, hint: say('linkHint'), fault })}
      <button>${say('open')}</button>
    </form>
    ${status === 'importing' ? html`<p class="told" role="status">${say('importing')}</p>` : ''}
    ${
      status === 'not_yours'
        ? html`<div class="told">
            ${notice(say('notYours'))}
            <p>${say('notYoursHint')}</p>
          </div>`
        : ''
    }`
}

type Chosen = { filter: Filter & { account: string }; accounts: readonly Account[] }

async function posts(page: Page, { filter, accounts }: Chosen) {
  const { cursor, account: id } = filter
  const { data, next_cursor: next } = await page.ask(`GET /api/ig/${id}/media`, MediaPage, {
    query: { ...askedOf(filter, page), cursor, limit: SHOWN },
  })
  const account = accounts.find((each) => each.id === id)
  const bound = await bindingsOf(
    page,
    data.map((media) => media.id),
  )
  return html`${filterForm(page, filter, accounts)} ${updated(page, account)}
  ${data.length === 0 ? nothing(page, filter) : table(page, data, { account, bound })}
  ${pager(page, PATH, { filter: queryOf(filter), cursor, next })}`
}

async function bindingsOf(page: Page, ids: readonly string[]) {
  if (ids.length === 0) return []
  const query = { media: ids.join(',') }
  return (await page.ask('GET /api/ig/bind', Bindings, { query })).data
}

function noAccounts({ language }: Page) {
  const say = sayIn(language, reelsWords)
  const link = html`<a class="button" href="/console/own-accounts">${say('toAccounts')}</a>`
  return empty(say('noAccounts'), html`${say('noAccountsHint')} ${link}`)
}

/** How old the newest numbers of the account are. */
function updated(page: Page, account: Account | undefined) {
  const say = sayIn(page.language, reelsWords)
  if (account?.last_sync_at == null) return ''
  return html`<p class="hint" id="updated">
    @${account.username} · ${say('updated')} ${time(page, account.last_sync_at)}
  </p>`
}

function nothing(page: Page, { type, since, until, account }: Filter) {
  const say = sayIn(page.language, reelsWords)
  if (type === 'posts' && !since && !until) return empty(say('none'), say('noneHint'))
  const all = withQuery(PATH, { account, type: 'posts' })
  const clear = sayIn(page.language, frameWords)('clearFilters')
  return empty(say('noMatch'), html`<a class="button" href="${all}" data-morph>${clear}</a>`)
}

function filterForm(page: Page, filter: Filter, accounts: readonly Account[]) {
  const say = sayIn(page.language, reelsWords)
  const sayFrame = sayIn(page.language, frameWords)
  const option = (value: string, label: string, isChosen: boolean) =>
    html`<option value="${value}" ${when(isChosen, 'selected')}>${label}</option>`
  const day = (name: 'since' | 'until') =>
    html`<label>
      ${say(name)}
      <input type="date" id="${name}" name="${name}" value="${filter[name] ?? ''}" />
    </label>`
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    ${
      accounts.length > 1
        ? html`<select id="account" name="account" aria-label="${say('account')}">
            ${accounts.map(({ id, username }) => option(id, `@${username}`, id === filter.account))}
          </select>`
        : html`<input type="hidden" name="account" value="${filter.account ?? ''}" />`
    }
    <select id="type" name="type" aria-label="${say('type')}">
      ${TYPES.map((type) => option(type, say(`type_${type}`), type === filter.type))}
    </select>
    ${day('since')} ${day('until')}
    <button class="only-plain">${sayFrame('filter')}</button>
    <a class="button" href="${withQuery(`${PATH}/export`, queryOf(filter))}"
      >${sayFrame('export')}</a
    >
  </form>`
}

function refreshAllForm(page: Page, account: string, accounts: readonly Account[]) {
  const say = sayIn(page.language, reelsWords)
  if (!page.may('own:write') || !accounts.some(({ id }) => id === account)) return ''
  return html`<form method="post" action="${PATH}/refresh" data-morph>
    <input type="hidden" name="account" value="${account}" />
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <button title="${say('refreshAllTitle')}">${say('refreshAll')}</button>
  </form>`
}
