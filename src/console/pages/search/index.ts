import { html } from 'hono/html'
import type { ConsolePage, Page } from '../../page.ts'
import { creatorPath } from '../../parts/creator-link.ts'
import { empty } from '../../parts/empty.ts'
import { withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { creatorsIn, accountsIn, listsIn, tasksIn, type Creator } from './find.ts'
import { searchWords } from './words.ts'

const MOST_TEXT = 100

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, searchWords)
  const text = (page.c.req.query('q') ?? '').trim().slice(0, MOST_TEXT)
  const body = html`<form class="filter" action="/console/search" data-morph role="search">
      <input
        type="search"
        id="q"
        name="q"
        value="${text}"
        placeholder="${say('field')}"
        aria-label="${say('field')}"
        autocomplete="off"
      />
      <button class="only-plain">${say('search')}</button>
    </form>
    ${text === '' ? empty(say('begin'), say('beginHint')) : await results(page, text)}`
  const title = text === '' ? say('title') : say('titleOf', { text })
  return page.c.html(await shell(page, { title, lead: say('lead'), body }))
}

type Hit = { href: string; name: string; note?: string | undefined; sign?: unknown }

/** What is called so, kind by kind; each kind only for whoever may read it. */
async function results(page: Page, text: string) {
  const say = sayIn(page.language, searchWords)
  const [creators, accounts, lists, tasks] = await Promise.all([
    creatorsIn(page, text),
    accountsIn(page, text),
    listsIn(page, text),
    tasksIn(page, text),
  ])
  const more = creators.hasMore
    ? withQuery('/console/creators', { [creators.by]: text.replace(/^@/, '') })
    : null
  const kinds = [
    section('tasks', say('tasks'), tasks),
    section(
      'creators',
      say('creators'),
      creators.found.map((each) => creatorHit(page, each)),
      {
        href: more,
        label: say('more'),
      },
    ),
    section(
      'lists',
      say('lists'),
      lists.map((list) => ({
        href: `/console/lists/${list.id}`,
        name: list.name,
        note: say('members', { n: list.members }),
      })),
    ),
    section(
      'accounts',
      say('accounts'),
      accounts.map(({ username }) => ({
        href: `/console/accounts/${username}`,
        name: `@${username}`,
      })),
    ),
    section('pages', say('pages'), pagesIn(page, text)),
  ].filter((each) => each !== null)
  return kinds.length === 0 ? empty(say('none'), say('noneHint')) : kinds
}

function pagesIn({ nav }: Page, text: string): Hit[] {
  const wanted = text.toLowerCase()
  return nav
    .filter(({ title }) => title.toLowerCase().includes(wanted))
    .map(({ path, title }) => ({ href: `/console${path === '/' ? '' : path}`, name: title }))
}

function creatorHit({ language }: Page, creator: Creator): Hit {
  const say = sayIn(language, searchWords)
  const { id, username, full_name: name, follower_count: followers, avatar_hash: hash } = creator
  return {
    href: `/console${creatorPath(username, id)}`,
    name: `@${username}`,
    sign: picture({ hash, name: username, size: 26 }),
    note: [name ?? '', followers === null ? '' : say('followers', { n: followers })]
      .filter((each) => each !== '')
      .join(' · '),
  }
}

type More = { href: string | null; label: string }

function section(id: string, title: string, hits: readonly Hit[], more?: More) {
  if (hits.length === 0) return null
  return html`<section class="hits" aria-labelledby="hits-${id}">
    <h2 id="hits-${id}">${title}</h2>
    <ul>
      ${hits.map(
        ({ href, name, note, sign }) =>
          html`<li>
            ${sign ?? ''} <a class="name" href="${href}">${name}</a>
            ${note ? html`<small>${note}</small>` : ''}
          </li>`,
      )}
    </ul>
    ${more?.href ? html`<p><a href="${more.href}">${more.label}</a></p>` : ''}
  </section>`
}

export const search: ConsolePage = {
  path: '/search',
  words: searchWords,
  nav: null,
  routes: [{ method: 'GET', path: '/search', handle: show }],
}
