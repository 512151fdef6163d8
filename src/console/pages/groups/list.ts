import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Groups, type Group } from './data.ts'
import { groupsWords } from './words.ts'

const PATH = '/console/groups'

/** Groups of accounts to publish on. */
export async function showGroups(page: Page): Promise<Response> {
  const say = sayIn(page.language, groupsWords)
  const { cursor } = page.c.req.query()
  const { data, next_cursor: next } = await page.ask('GET /api/groups', Groups, {
    query: { cursor },
  })
  const mayChange = page.may('accounts:write')
  const body = html`${
    data.length > 0
      ? table(page, data)
      : empty(say('none'), say(mayChange ? 'noneHint' : 'noneHintEditor'))
  }
  ${pager(page, PATH, { cursor, next })}`
  const actions = mayChange
    ? html`<a class="button" href="${PATH}/new" data-dialog>${say('make')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

function table(page: Page, rows: readonly Group[]) {
  const say = sayIn(page.language, groupsWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('name')}</th>
        <th>${say('description')}</th>
        <th class="number">${say('accounts')}</th>
        <th class="number">${say('changed')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (group) =>
          html`<tr id="group-${group.id}">
            <td><a class="name" href="${PATH}/${group.id}">${group.name}</a></td>
            <td>${group.description ?? ''}</td>
            <td class="number">
              <span class="phone">${say('accounts')}: </span>${page.formats.number(group.accounts)}
            </td>
            <td class="number">${time(page, group.updated_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
