import { html } from 'hono/html'
import { empty } from '../../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import { ACCOUNT_STATES, accountBadge } from '../states.ts'
import { card } from './card.ts'
import type { Context, Member, State } from './kit.ts'
import { Filter, readMembers } from './read.ts'

const PATH = '/console/publishing-accounts'
/** The number of accounts in a column of the board; the page of one state shows all. */
const CARDS = 12
const ROWS = 60

type Count = (state: State) => number

/** Accounts that posts are published on, by what they can do now. */
export async function showBoard(page: Context): Promise<Response> {
  const { t } = page
  const filter = Filter.parse(page.c.req.query())
  const [{ accounts }, { data: groups }] = await Promise.all([
    page.api.call('getPublishingStats', { query: { days: 1 } }),
    page.api.call('listGroups', { query: { limit: 200 } }),
  ])
  const count: Count = (state) => accounts.find((each) => each.state === state)?.count ?? 0
  const content =
    filter.state === undefined ? await columns(page, filter, count) : await list(page, filter)
  const body = html`${stateTabs(page, filter, count)} ${filterForm(page, filter, groups)} ${content}`
  return page.c.html(await layout(page, { title: t('title'), lead: t('lead'), body, isLive: true }))
}

function stateTabs(page: Context, filter: Filter, count: Count) {
  const { t } = page
  // Counts are of all accounts: beside another filter they would say too much.
  const isWhole = filter.group === undefined && filter.text === undefined
  const written = (n: number) => (isWhole ? page.formats.number(n) : undefined)
  const all = ACCOUNT_STATES.reduce((sum, state) => sum + count(state), 0)
  return tabs(t('views'), [
    {
      label: t('all'),
      href: withQuery(PATH, { ...filter, state: undefined }),
      isCurrent: filter.state === undefined,
      count: written(all),
    },
    ...ACCOUNT_STATES.filter((state) => count(state) > 0 || state === filter.state).map(
      (state) => ({
        label: t(`publishing.account_${state}`),
        href: withQuery(PATH, { ...filter, state }),
        isCurrent: state === filter.state,
        count: written(count(state)),
      }),
    ),
  ])
}

function filterForm(
  page: Context,
  filter: Filter,
  groups: readonly { id: string; name: string }[],
) {
  const { t } = page
  return html`<form class="filter" action="${PATH}" data-morph>
    ${hiddenFields({ state: filter.state })}
    ${select({
      name: 'group',
      label: t('group'),
      options: [
        { value: '', label: t('anyGroup') },
        ...groups.map(({ id, name }) => ({ value: id, label: name })),
      ],
      chosen: filter.group ?? '',
    })}
    ${field({ name: 'text', label: t('name'), value: filter.text ?? '', isRequired: false })}
    <button>${page.t('common.filter')}</button>
  </form>`
}

/**
 * A column for each state; each has its first accounts, so that a thousand make no endless page.
 */
async function columns(page: Context, filter: Filter, count: Count) {
  const { t } = page
  const states = ACCOUNT_STATES.filter((state) => count(state) > 0)
  const found = await Promise.all(
    states.map(async (state) => {
      const { members } = await readMembers(page, { ...filter, state }, { limit: CARDS })
      return { state, members }
    }),
  )
  const listed = found.filter(({ members }) => members.length > 0)
  if (listed.length === 0) return nothing(page, filter)
  return html`<div class="board">
    ${listed.map(
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
                  >${t('showAll')}</a
                >`
          }
        </section>`,
    )}
  </div>`
}

async function list(page: Context, filter: Filter) {
  const { cursor } = page.c.req.query()
  const { members, next } = await readMembers(page, filter, { cursor, limit: ROWS })
  return html`${members.length === 0 && next === null ? nothing(page, filter) : cards(page, members)}
  ${pager(page, PATH, { filter, cursor, next, rows: members.length })}`
}

const cards = (page: Context, members: readonly Member[]) =>
  html`<ul class="board">
    ${members.map((member) => card(page, member))}
  </ul>`

function nothing(page: Context, filter: Filter) {
  const { t } = page
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (isFiltered) return empty(t('noneSuch'), page.t('common.emptyFilter'))
  return empty(t('none'), t(page.may('accounts:write') ? 'noneHint' : 'noneHintEditor'))
}
