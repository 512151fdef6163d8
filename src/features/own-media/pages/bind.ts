import { html } from 'hono/html'
import type { ProblemError } from '../../../console/user-client.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { refused } from '../../../console/parts/refused.ts'
import { layout } from '../../../console/layout.ts'
import type { AnswerOf } from '../../../console/api.ts'
import type { Context, Suggestion } from './kit.ts'

/** Older ones are found by the page of the project, which takes the link of a post. */
const MAX_CHOICES = 50

/**
 * `GET /reels/:id/bind`: versions like the caption, those of one project, and the way to others.
 */
export async function chooseVersion(page: Context, error?: ProblemError): Promise<Response> {
  const { t } = page
  const id = page.param('id')
  const project = page.c.req.query('project')
  const [{ suggestions }, chosen, others] = await Promise.all([
    page.api.call('suggestVersions', { params: { id } }),
    project === undefined ? undefined : readProject(page, project),
    page.api.call('listProjects', { query: { limit: MAX_CHOICES } }),
  ])
  const versions = chosen?.versions ?? []
  const isChoice = suggestions.length > 0 || versions.length > 0
  const body = html`<form class="card choice" method="post" action="/console/reels/${id}/bind">
    ${error === undefined ? '' : refused(page, error)}
    ${suggestions.length === 0 ? '' : suggestionList(page, suggestions)}
    ${chosen === undefined ? '' : versionList(page, chosen)} ${projectLinks(page, id, others.data)}
    <footer>
      <a class="button" href="/console/reels/${id}" data-close>${t('common.cancel')}</a>
      ${isChoice ? html`<button class="main">${t('bindSubmit')}</button>` : ''}
    </footer>
  </form>`
  return page.c.html(await layout(page, { title: t('bindTitle'), body }), error ? 422 : 200)
}

type Project = AnswerOf<'getProject'>
type Version = AnswerOf<'getProjectVersion'>
type Chosen = { project: Project; versions: readonly Version[] }

async function readProject(page: Context, reference: string): Promise<Chosen> {
  const params = { id: reference }
  const [project, { data: versions }] = await Promise.all([
    page.api.call('getProject', { params }),
    page.api.call('listProjectVersions', { params, query: { limit: MAX_CHOICES } }),
  ])
  return { project, versions }
}

const choice = (value: string, label: unknown) =>
  html`<label class="tick-field" dir="auto"
    ><input type="radio" name="version" value="${value}" required />
    <span dir="auto">${label}</span></label
  >`

function suggestionList({ t, formats }: Context, suggestions: readonly Suggestion[]) {
  return html`<fieldset>
    <legend>${t('bindSuggested')}</legend>
    ${suggestions.map(({ project_id, project, version_id, number: n, title, similarity }) =>
      choice(
        `${project_id}/${version_id}`,
        html`v${n} · ${project}${title === null ? '' : html` · ${title}`}
          <small>${t('similarity', { share: formats.percent(similarity) })}</small>`,
      ),
    )}
  </fieldset>`
}

function versionList({ t }: Context, { project, versions }: Chosen) {
  if (versions.length === 0) return html`<p class="hint">${t('bindNoVersions')}</p>`
  return html`<fieldset>
    <legend>${t('bindVersions', { name: project.name })}</legend>
    ${versions.map(({ id, number: n, title }) =>
      choice(`${project.id}/${id}`, html`v${n}${title === null ? '' : html` · ${title}`}`),
    )}
  </fieldset>`
}

function projectLinks({ t }: Context, id: string, projects: readonly Project[]) {
  if (projects.length === 0)
    return html`<p class="hint">
      ${t('bindNoProjects')} <a href="/console/projects">${t('bindToProjects')}</a>
    </p>`
  return html`<section>
    <h2>${t('bindProjects')}</h2>
    <ul class="project-links">
      ${projects.map(
        (project) =>
          html`<li>
            <a href="/console/reels/${id}/bind?project=${project.id}" data-dialog dir="auto"
              >${project.name}</a
            >
          </li>`,
      )}
    </ul>
  </section>`
}

/** `POST /reels/:id/bind` */
export async function bind(page: Context): Promise<Response> {
  const id = page.param('id')
  const input = (await readForm(page)).get('version') ?? ''
  const [projectId = '', versionId = ''] = input.split('/')
  const body = { projectId, versionId, igMediaId: id }
  const { answer, refusal } = await refusable(page.api.call('bindPost', { body }))
  if (refusal) return await chooseVersion(page, refusal)
  const { number: n, project: name } = answer
  return goTo(page, `/reels/${id}`, page.t('bound', { n: String(n), name }))
}

/** `POST /reels/:id/unbind` */
export async function unbind(page: Context): Promise<Response> {
  const binding = (await readForm(page)).get('binding') ?? ''
  await page.api.call('unbindPost', { params: { id: binding } })
  return goTo(page, `/reels/${page.param('id')}`, page.t('unbound'))
}
