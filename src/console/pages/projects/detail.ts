import { html } from 'hono/html'
import type { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { refused } from '../../parts/refused.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Performance, Project, type Advice, type Measured } from './data.ts'
import { projectId } from './edit.ts'
import { ageText, measures } from './measures.ts'
import { posts, type Pasted } from './posts.ts'
import { updated } from './refresh.ts'
import { projectsWords } from './words.ts'

/** What the last form of the page came to. */
type Trouble = { pasted?: Pasted; refusal?: ProblemError }

export async function showProject(page: Page, trouble: Trouble = {}): Promise<Response> {
  const id = projectId(page)
  const { cursor } = page.c.req.query()
  const say = sayIn(page.language, projectsWords)
  const [project, performance] = await Promise.all([
    page.ask(`GET /api/projects/${id}`, Project),
    page.ask(`GET /api/projects/${id}/performance`, Performance, {
      query: { cursor, language: page.language },
    }),
  ])
  const path = `/console/projects/${project.id}`
  const { data, next_cursor: next } = performance
  const body = html`${trouble.refusal ? refused(page, trouble.refusal) : ''}
  ${
    data.length === 0
      ? empty(say('noVersions'), say('noVersionsHint'))
      : html`${updated(page, path, data)} ${advice(page, path, performance.advice)}
        ${data.map((version) => versionCard(page, path, version, trouble.pasted))}`
  }
  ${pager(page, path, { cursor, next })}`
  const content = {
    title: project.name,
    lead: project.note ?? undefined,
    body,
    actions: actions(page, path),
    isLive: true,
  }
  const isRefused = trouble.pasted !== undefined || trouble.refusal !== undefined
  return page.c.html(await shell(page, content), isRefused ? 422 : 200)
}

function actions(page: Page, path: string) {
  const say = sayIn(page.language, projectsWords)
  if (!page.may('own:write')) return ''
  return html`<a class="button" href="${path}/edit" data-dialog>${say('edit')}</a>
    <a class="button" href="${path}/versions/new">${say('addVersion')}</a>`
}

function advice(page: Page, path: string, { version, lines, source, is_compared }: Advice) {
  const say = sayIn(page.language, projectsWords)
  if (version === null)
    return html`<section class="advice">
      <h2>${say('advice')}</h2>
      <p class="hint">${say('adviceNone')}</p>
    </section>`
  const mayAsk = page.may('own:write') && is_compared
  return html`<section class="advice" id="advice">
    <h2>${say('adviceOn', { n: version })}</h2>
    <ul>
      ${lines.map(({ text }) => html`<li>${text}</li>`)}
    </ul>
    ${is_compared ? html`<p class="hint">${say(source === 'model' ? 'ofModel' : 'ofRules')}</p>` : ''}
    ${
      mayAsk
        ? html`<form method="post" action="${path}/advice">
            <button title="${say('askTitle')}">${say('ask')}</button>
          </form>`
        : ''
    }
  </section>`
}

function versionCard(page: Page, path: string, version: Measured, pasted: Pasted | undefined) {
  const say = sayIn(page.language, projectsWords)
  const { number: n, title, is_too_early } = version
  return html`<section class="version" id="v${n}">
    <header>
      <h2>${say('version', { n: String(n) })}${title === null ? '' : html` · ${title}`}</h2>
      ${
        is_too_early
          ? html`<span
              title="${say('tooEarlyTitle', { age: ageText(page, version.horizon_hours) })}"
              >${badge('pending', say('tooEarly'))}</span
            >`
          : ''
      }
      <a href="${path}/versions/v${n}">${say('scriptLink')}</a>
    </header>
    ${measures(page, version)} ${posts(page, path, version, pasted)}
  </section>`
}
