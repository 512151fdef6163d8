import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Projects, type Project } from './data.ts'
import { projectsWords } from './words.ts'

const PATH = '/console/projects'
const LONGEST_NAME = 200

export async function showProjects(page: Page): Promise<Response> {
  const say = sayIn(page.language, projectsWords)
  const { q: given = '', cursor } = page.c.req.query()
  const q = given.trim().slice(0, LONGEST_NAME)
  const { data, next_cursor: next } = await page.ask('GET /api/projects', Projects, {
    query: { q, cursor },
  })
  const body = html`${q === '' && data.length === 0 ? '' : search(page, q)}
  ${data.length > 0 ? table(page, data) : nothing(page, q)}
  ${pager(page, PATH, { filter: { q }, cursor, next })}`
  const actions = page.may('own:write')
    ? html`<a class="button" href="${PATH}/new" data-dialog>${say('make')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions }
  return page.c.html(await shell(page, content))
}

function search({ language }: Page, q: string) {
  const say = sayIn(language, projectsWords)
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    <input
      type="search"
      id="q"
      name="q"
      value="${q}"
      placeholder="${say('find')}"
      aria-label="${say('find')}"
    />
    <button class="only-plain">${sayIn(language, frameWords)('filter')}</button>
  </form>`
}

function nothing({ language }: Page, q: string) {
  const say = sayIn(language, projectsWords)
  if (q === '') return empty(say('none'), say('noneHint'))
  const clear = sayIn(language, frameWords)('clearFilters')
  return empty(say('noMatch'), html`<a class="button" href="${PATH}" data-morph>${clear}</a>`)
}

function table(page: Page, rows: readonly Project[]) {
  const say = sayIn(page.language, projectsWords)
  const { formats } = page
  // Others see their own alone.
  const isOfAll = page.may('own:all')
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('name')}</th>
        ${isOfAll ? html`<th>${say('owner')}</th>` : ''}
        <th class="number">${say('versions')}</th>
        <th class="number">${say('posts')}</th>
        <th class="number">${say('changed')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (project) =>
          html`<tr id="project-${project.id}">
            <td>
              <a class="name" href="${PATH}/${project.id}">${project.name}</a>
              ${project.note === null ? '' : html`<p class="note">${project.note}</p>`}
            </td>
            ${isOfAll ? html`<td>${project.owner?.login ?? 'gramd'}</td>` : ''}
            <td class="number">
              <span class="phone">${say('versions')}: </span>${formats.number(project.versions)}
            </td>
            <td class="number">
              <span class="phone">${say('posts')}: </span>${formats.number(project.posts)}
            </td>
            <td class="number">${time(page, project.updated_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
