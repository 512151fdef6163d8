import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { memberWords } from '../../words/members.ts'
import { Lists, type List } from './data.ts'
import { listsWords } from './words.ts'

const PATH = '/console/lists'

export async function showLists(page: Page): Promise<Response> {
  const say = sayIn(page.language, listsWords)
  const { campaign: given, cursor } = page.c.req.query()
  const campaign = given === 'true' || given === 'false' ? given : undefined
  const { data, next_cursor: next } = await page.ask('GET /api/lists', Lists, {
    query: { campaign, cursor },
  })
  const kinds = [
    [undefined, say('all')],
    ['true', say('campaigns')],
    ['false', say('others')],
  ] as const
  const body = html`${tabs(
    say('kinds'),
    kinds.map(([value, label]) => ({
      label,
      href: withQuery(PATH, { campaign: value }),
      isCurrent: value === campaign,
    })),
  )}
  ${data.length === 0 ? nothing(page, campaign) : table(page, data)}
  ${pager(page, PATH, { filter: { campaign }, cursor, next })}`
  const actions = page.may('lists:write')
    ? html`<a class="button" href="${PATH}/new" data-dialog>${say('make')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions }
  return page.c.html(await shell(page, content))
}

function nothing({ language }: Page, campaign: string | undefined) {
  const say = sayIn(language, listsWords)
  return campaign === undefined
    ? empty(say('none'), say('noneHint'))
    : empty(say('noneOfKind'), html`<a class="button" href="${PATH}" data-morph>${say('all')}</a>`)
}

function table(page: Page, rows: readonly List[]) {
  const say = sayIn(page.language, listsWords)
  const { formats } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('kind')}</th>
        <th>${say('name')}</th>
        <th class="number">${say('members')}</th>
        <th class="number">${say('changed')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (list) =>
          html`<tr id="list-${list.id}">
            <td>${kindOf(page, list)}</td>
            <td>
              <a class="name" href="${PATH}/${list.id}">${list.name}</a>
              ${list.description === null ? '' : html`<p>${list.description}</p>`}
            </td>
            <td class="number">
              <span class="phone">${say('members')}: </span>${formats.number(list.members)}
            </td>
            <td class="number">${time(page, list.updated_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** Whether it is a campaign, and until when that runs. */
export function kindOf(page: Page, list: List) {
  const say = sayIn(page.language, memberWords)
  if (!list.is_campaign) return badge('lists', say('list'))
  if (!list.is_running) return badge('cancelled', say('ended'))
  return badge('running', say('campaign'))
}
