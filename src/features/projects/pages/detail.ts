import { html } from 'hono/html'
import type { ProblemError } from '../../../console/user-client.ts'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager } from '../../../console/parts/pager.ts'
import { refused } from '../../../console/parts/refused.ts'
import { layout } from '../../../console/layout.ts'
import { ageText, measures } from './measures.ts'
import { posts, type Pasted } from './posts.ts'
import { updated } from './refresh.ts'
import type { Context, Measured, Performance } from './kit.ts'

/** The input that the last form of the page refused. */
type Trouble = { pasted?: Pasted; refusal?: ProblemError }

export async function showProject(page: Context, trouble: Trouble = {}): Promise<Response> {
  const { cursor } = page.c.req.query()
  const { t } = page
  const [project, performance] = await Promise.all([
    page.api.call('getProject', { params: { id: page.param('id') } }),
    page.api.call('getProjectPerformance', {
      params: { id: page.param('id') },
      query: { cursor, language: page.language },
    }),
  ])
  const path = `/console/projects/${project.id}`
  const { data, next_cursor: next } = performance
  const body = html`${trouble.refusal ? refused(page, trouble.refusal) : ''}
  ${
    data.length === 0
      ? empty(t('noVersions'), t('noVersionsHint'))
      : html`${updated(page, path, data)} ${advice(page, path, performance.advice)}
        ${data.map((version) => versionCard(page, path, version, trouble.pasted))}`
  }
  ${pager(page, path, { cursor, next, rows: data.length })}`
  const content = {
    title: project.name,
    lead: project.note ?? undefined,
    body,
    actions: actions(page, path),
    isLive: true,
  }
  const isRefused = trouble.pasted !== undefined || trouble.refusal !== undefined
  return page.c.html(await layout(page, content), isRefused ? 422 : 200)
}

function actions(page: Context, path: string) {
  const { t } = page
  if (!page.may('own:write')) return ''
  return html`<a class="button" href="${path}/edit" data-dialog>${t('edit')}</a>
    <a class="button" href="${path}/versions/new">${t('addVersion')}</a>`
}

function advice(
  page: Context,
  path: string,
  { version, lines, source, is_compared }: Performance['advice'],
) {
  const { t } = page
  if (version === null)
    return html`<section class="advice">
      <h2>${t('advice')}</h2>
      <p class="hint">${t('adviceNone')}</p>
    </section>`
  const mayAsk = page.may('own:write') && is_compared
  return html`<section class="advice" id="advice">
    <h2>${t('adviceOn', { n: version })}</h2>
    <ul>
      ${lines.map(({ text }) => html`<li dir="auto">${text}</li>`)}
    </ul>
    ${is_compared ? html`<p class="hint">${t(source === 'model' ? 'ofModel' : 'ofRules')}</p>` : ''}
    ${
      mayAsk
        ? html`<form method="post" action="${path}/advice">
            <button title="${t('askTitle')}">${t('ask')}</button>
          </form>`
        : ''
    }
  </section>`
}

function versionCard(page: Context, path: string, version: Measured, pasted: Pasted | undefined) {
  const { t } = page
  const { number: n, title, is_too_early } = version
  return html`<section class="version" id="v${n}">
    <header>
      <h2>
        ${t('version', { n: String(n) })}${title === null ? '' : html` · <bdi>${title}</bdi>`}
      </h2>
      ${
        is_too_early
          ? html`<span title="${t('tooEarlyTitle', { age: ageText(page, version.horizon_hours) })}"
              >${badge('pending', t('tooEarly'))}</span
            >`
          : ''
      }
      <a href="${path}/versions/v${n}">${t('scriptLink')}</a>
    </header>
    ${measures(page, version)} ${posts(page, path, version, pasted)}
  </section>`
}
