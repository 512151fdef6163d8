import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { ACCOUNT_STATES, accountBadge } from '../../parts/publishing-state.ts'
import { select } from '../../parts/select.ts'
import { field } from '../../parts/field.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { tabs } from '../../parts/tabs.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { publishingWords } from '../../words/publishing.ts'
import { Groups } from '../groups/data.ts'
import { card } from './card.ts'
import { Filter, readMembers, type Member, type State } from './data.ts'
import { boardWords } from './words.ts'

const PATH = '/console/publishing-accounts'
/** Of a column of the board; a state of its own shows them all. */
const CARDS = 12
const ROWS = 60

const Counts = z.object({
  accounts: z.array(z.object({ state: z.enum(ACCOUNT_STATES), count: z.int() })),
})
type Count = (state: State) => number

/** Accounts that posts are published on, by what they can do now. */
export async function showBoard(page: Page): Promise<Response> {
  const say = sayIn(page.language, boardWords)
  const filter = Filter.parse(page.c.req.query())
  const [{ accounts }, { data: groups }] = await Promise.all([
    page.ask('GET /api/stats/overview', Counts, { query: { days: 1 } }),
    page.ask('GET /api/groups', Groups, { query: { limit: 200 } }),
  ])
  const count: Count = (state) => accounts.find((each) => each.state === state)?.count ?? 0
  const content =
    filter.state === undefined ? await columns(page, filter, count) : await list(page, filter)
  const body = html`${stateTabs(page, filter, count)} ${filterForm(page, filter, groups)} ${content}`
  return page.c.html(
    await shell(page, { title: say('title'), lead: say('lead'), body, isLive: true }),
  )
}

function stateTabs(page: Page, filter: Filter, count: Count) {
  const say = sayIn(page.language, boardWords)
  const states = sayIn(page.language, publishingWords)
  // Counts are of all accounts: beside another filter they would say too much.
  const isWhole = filter.group === undefined && filter.text === undefined
  const written = (n: number) => (isWhole ? page.formats.number(n) : undefined)
  const all = ACCOUNT_STATES.reduce((sum, state) => sum + count(state), 0)
  return tabs(say('views'), [
    {
      label: say('all'),
      href: withQuery(PATH, { ...filter, state: undefined }),
      isCurrent: filter.state === undefined,
      count: written(all),
    },
    ...ACCOUNT_STATES.filter((state) => count(state) > 0 || state === filter.state).map(
      (state) => ({
        label: states(`account_${state}`),
        href: withQuery(PATH, { ...filter, state }),
        isCurrent: state === filter.state,
        count: written(count(state)),
      }),
    ),
  ])
}

function filterForm(page: Page, filter: Filter, groups: z.output<typeof Groups>['data']) {
  const say = sayIn(page.language, boardWords)
  return html`<form class="filter" action="${PATH}" data-morph>
    ${hiddenFields({ state: filter.state })}
    ${select({
      name: 'group',
      label: say('group'),
      options: [
        { value: '', label: say('anyGroup') },
        ...groups.map(({ id, name }) => ({ value: id, label: name })),
      ],
      chosen: filter.group ?? '',
    })}
    ${field({ name: 'text', label: say('name'), value: filter.text ?? '', isRequired: false })}
    <button>${sayIn(page.language, frameWords)('filter')}</button>
  </form>`
}

/** A column for each state; each has its first accounts, so that a thousand make no endless page. */
async function columns(page: Page, filter: Filter, count: Count) {
  const say = sayIn(page.language, boardWords)
  const states = ACCOUNT_STATES.filter((state) => count(state) > 0)
  const found = await Promise.all(
    states.map(async (state) => {
      const { members } = await readMembers(page, { ...filter, state }, { limit: CARDS })
      return { state, members }
    }),
  )
  const shown = found.filter(({ members }) => members.length > 0)
  if (shown.length === 0) return nothing(page, filter)
  return html`<div class="board">
    ${shown.map(
      ({ state, members }) =>
        html`<section>
          <h2>${accountBadge(page, state)}</h2>
          <ul>
            ${members.map((member) => card(page, member))}
          </ul>
          ${
            members.length < CARDS
              ? ''
              : html`<a href="${withQuery(PATH, { ...filter, state })}" data-morph
                  >${say('showAll')}</a
                >`
          }
        </section>`,
    )}
  </div>`
}

async function list(page: Page, filter: Filter) {
  const { cursor } = page.c.req.query()
  const { members, next } = await readMembers(page, filter, { cursor, limit: ROWS })
  return html`${members.length === 0 && next === null ? nothing(page, filter) : cards(page, members)}
  ${pager(page, PATH, { filter, cursor, next })}`
}

const cards = (page: Page, members: readonly Member[]) =>
  html`<ul class="board">
    ${members.map((member) => card(page, member))}
  </ul>`

function nothing(page: Page, filter: Filter) {
  const say = sayIn(page.language, boardWords)
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (isFiltered) return empty(say('noneSuch'), sayIn(page.language, frameWords)('emptyFilter'))
  return empty(say('none'), say(page.may('accounts:write') ? 'noneHint' : 'noneHintEditor'))
}
