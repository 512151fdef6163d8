import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { refused } from '../../parts/refused.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import type { AnswerOf } from '../../api.ts'
import { Binding, Suggestions, type Suggestion } from './data.ts'
import { mediaId } from './sync.ts'
import { reelsWords } from './words.ts'

/** Older ones are found by the page of the project, which takes the link of a post. */
const MOST_CHOICES = 50

/** `GET /reels/:id/bind`: versions like the caption, those of one project, and the way to others. */
export async function chooseVersion(page: Page, error?: ProblemError): Promise<Response> {
  const say = sayIn(page.language, reelsWords)
  const id = mediaId(page)
  const project = page.c.req.query('project')
  const [{ suggestions }, chosen, others] = await Promise.all([
    page.ask(`GET /api/ig/media/${id}/suggestions`, Suggestions),
    project === undefined ? undefined : readProject(page, project),
    page.api.call('listProjects', { query: { limit: MOST_CHOICES } }),
  ])
  const versions = chosen?.versions ?? []
  const isChoice = suggestions.length > 0 || versions.length > 0
  const body = html`<form class="card choice" method="post" action="/console/reels/${id}/bind">
    ${error === undefined ? '' : refused(page, error)}
    ${suggestions.length === 0 ? '' : suggestionList(page, suggestions)}
    ${chosen === undefined ? '' : versionList(page, chosen)} ${projectLinks(page, id, others.data)}
    <footer>
      <a class="button" href="/console/reels/${id}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      ${isChoice ? html`<button class="main">${say('bindSubmit')}</button>` : ''}
    </footer>
  </form>`
  return page.c.html(await shell(page, { title: say('bindTitle'), body }), error ? 422 : 200)
}

type Project = AnswerOf<'getProject'>
type Version = AnswerOf<'getProjectVersion'>
type Chosen = { project: Project; versions: readonly Version[] }

async function readProject(page: Page, given: string): Promise<Chosen> {
  const params = { id: given }
  const [project, { data: versions }] = await Promise.all([
    page.api.call('getProject', { params }),
    page.api.call('listProjectVersions', { params, query: { limit: MOST_CHOICES } }),
  ])
  return { project, versions }
}

const choice = (value: string, label: unknown) =>
  html`<label class="tick-field"
    ><input type="radio" name="version" value="${value}" required /> <span>${label}</span></label
  >`

function suggestionList({ language, formats }: Page, suggestions: readonly Suggestion[]) {
  const say = sayIn(language, reelsWords)
  return html`<fieldset>
    <legend>${say('bindSuggested')}</legend>
    ${suggestions.map(({ project_id, project, version_id, number: n, title, likeness }) =>
      choice(
        `${project_id}/${version_id}`,
        html`v${n} · ${project}${title === null ? '' : html` · ${title}`}
          <small>${say('likeness', { share: formats.percent(likeness) })}</small>`,
      ),
    )}
  </fieldset>`
}

function versionList({ language }: Page, { project, versions }: Chosen) {
  const say = sayIn(language, reelsWords)
  if (versions.length === 0) return html`<p class="hint">${say('bindNoVersions')}</p>`
  return html`<fieldset>
    <legend>${say('bindVersions', { name: project.name })}</legend>
    ${versions.map(({ id, number: n, title }) =>
      choice(`${project.id}/${id}`, html`v${n}${title === null ? '' : html` · ${title}`}`),
    )}
  </fieldset>`
}

function projectLinks({ language }: Page, id: string, projects: readonly Project[]) {
  const say = sayIn(language, reelsWords)
  if (projects.length === 0)
    return html`<p class="hint">
      ${say('bindNoProjects')} <a href="/console/projects">${say('bindToProjects')}</a>
    </p>`
  return html`<section>
    <h2>${say('bindProjects')}</h2>
    <ul class="project-links">
      ${projects.map(
        (project) =>
          html`<li>
            <a href="/console/reels/${id}/bind?project=${project.id}" data-dialog
              >${project.name}</a
            >
          </li>`,
      )}
    </ul>
  </section>`
}

/** `POST /reels/:id/bind` */
export async function bind(page: Page): Promise<Response> {
  const id = mediaId(page)
  const given = (await readForm(page)).get('version') ?? ''
  const [projectId = '', versionId = ''] = given.split('/')
  try {
    const body = { projectId, versionId, igMediaId: id }
    const { number: n, project: name } = await page.ask('POST /api/ig/bind', Binding, { body })
    const flash = sayIn(page.language, reelsWords)('bound', { n: String(n), name })
    return goTo(page, `/reels/${id}`, flash)
  } catch (error) {
    if (!(error instanceof ProblemError) || ![409, 422].includes(error.problem.status)) throw error
    return await chooseVersion(page, error)
  }
}

/** `POST /reels/:id/unbind` */
export async function unbind(page: Page): Promise<Response> {
  const binding = encodeURIComponent((await readForm(page)).get('binding') ?? '')
  await page.ask(`DELETE /api/ig/bind/${binding}`, z.unknown())
  const flash = sayIn(page.language, reelsWords)('unbound')
  return goTo(page, `/reels/${mediaId(page)}`, flash)
}
