import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import { layout } from '../../../../console/layout.ts'
import { doCommand } from './do-command.ts'
import {
  accountsIn,
  creatorsIn,
  creatorsOf,
  listsIn,
  postsIn,
  productsIn,
  questionIn,
  tasksIn,
} from './find.ts'
import { offersFor, type Offer } from './offers.ts'
import { definePage, type Context, type Creator } from './kit.ts'

/** Questions are as long on the page of creators. */
const MAX_TEXT = 500

async function show(page: Context): Promise<Response> {
  const { t } = page
  const text = (page.c.req.query('q') ?? '').trim().slice(0, MAX_TEXT)
  const offers = text === '' ? [] : await offersFor(page, text)
  const body = html`<form class="filter" action="/console/search" data-morph role="search">
      <input
        type="search"
        id="q"
        name="q"
        value="${text}"
        placeholder="${t('field')}"
        aria-label="${t('field')}"
        autocomplete="off"
      />
      <button class="only-plain">${t('search')}</button>
    </form>
    ${commands(page, text, offers)}
    ${text === '' ? empty(t('begin'), t('beginHint')) : await results(page, text, offers.length > 0)}`
  const title = text === '' ? t('title') : t('titleOf', { text })
  return page.c.html(await layout(page, { title, lead: t('lead'), body }))
}

/**
 * The commands that the text asks for, each with what it will do; the first has the focus, so that
 * Enter does it.
 */
function commands({ t }: Context, text: string, offers: readonly Offer[]) {
  if (offers.length === 0) return ''
  return html`<section class="commands" aria-labelledby="commands" role="status">
    <h2 id="commands">${t('commands')}</h2>
    <ul>
      ${offers.map(
        ({ does, label, fields }, at) =>
          html`<li>
            ${
              fields === null
                ? html`<p class="hint">${does}</p>`
                : html`<form method="post" action="/console/search/do">
                    ${hiddenFields({ ...fields, text })}
                    <p dir="auto">${does}</p>
                    <button
                      class="main"
                      data-enter="${text}"
                      ${boolAttr(at === 0, 'autofocus')}
                      aria-label="${label}: ${does}"
                    >
                      ${label} <kbd aria-hidden="true">Enter</kbd>
                    </button>
                  </form>`
            }
          </li>`,
      )}
    </ul>
  </section>`
}

const MAX_ROWS = 5

type Hit = { href: string; name: string; note?: string | undefined; sign?: unknown }

/** Renders the results for the text, kind by kind; each kind only for people who may read it. */
async function results(page: Context, text: string, isCommand: boolean) {
  const { t } = page
  const [question, creators, accounts, lists, tasks, posts, products] = await Promise.all([
    isCommand ? undefined : questionSection(page, text),
    creatorsIn(page, text),
    accountsIn(page, text),
    listsIn(page, text),
    tasksIn(page, text),
    postsIn(page, text),
    productsIn(page, text),
  ])
  const more = creators.hasMore
    ? withQuery('/console/creators', { [creators.by]: text.replace(/^@/, '') })
    : null
  const kinds = [
    section('tasks', t('tasks'), tasks),
    question ?? null,
    section(
      'creators',
      t('creators'),
      creators.found.map((each) => creatorHit(page, each)),
      {
        href: more,
        label: t('more'),
      },
    ),
    section(
      'lists',
      t('lists'),
      lists.map((list) => ({
        href: `/console/lists/${list.id}`,
        name: list.name,
        note: t('members', { n: list.members }),
      })),
    ),
    section('posts', t('posts'), posts),
    section('products', t('products'), products),
    section(
      'accounts',
      t('accounts'),
      accounts.map(({ username }) => ({
        href: `/console/accounts/${username}`,
        name: `@${username}`,
      })),
    ),
    section('pages', t('pages'), pagesIn(page, text)),
  ].filter((each) => each !== null)
  return kinds.length === 0 && !isCommand ? empty(t('none'), t('noneHint')) : kinds
}

/** Creators who fit the text as a question; all of them are on their page, with the reading. */
async function questionSection(page: Context, text: string) {
  const { t } = page
  const question = await questionIn(page, text)
  if (question === undefined) return undefined
  const found = await creatorsOf(page, question.filter)
  const hits = found.slice(0, MAX_ROWS).map((each) => creatorHit(page, each))
  const { count, capped } = question
  return section('fitting', t('fitting'), hits, {
    href: withQuery('/console/creators', { question: text }),
    label: `${text} (${t(capped ? 'fittingMany' : 'members', { n: count })})`,
  })
}

function pagesIn({ nav }: Context, text: string): Hit[] {
  const wanted = text.toLowerCase()
  return nav
    .filter(({ title }) => title.toLowerCase().includes(wanted))
    .map(({ path, title }) => ({ href: `/console${path === '/' ? '' : path}`, name: title }))
}

function creatorHit({ t }: Context, creator: Creator): Hit {
  const { id, username, full_name: name, follower_count: followers, avatar_hash: hash } = creator
  return {
    href: `/console${creatorPath(username, id)}`,
    name: `@${username}`,
    sign: avatar({ hash, name: username, size: 26 }),
    note: [name ?? '', followers === null ? '' : t('followers', { n: followers })]
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
            ${sign ?? ''} <a class="name" href="${href}" dir="auto">${name}</a>
            ${note ? html`<small dir="auto">${note}</small>` : ''}
          </li>`,
      )}
    </ul>
    ${more?.href ? html`<p><a href="${more.href}" dir="auto">${more.label}</a></p>` : ''}
  </section>`
}

export const searchPage = definePage({
  path: '/search',
  nav: null,
  routes: { 'GET /search': show, 'POST /search/do': doCommand },
})
