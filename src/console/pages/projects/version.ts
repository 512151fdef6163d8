import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { details } from '../../parts/details.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { versionName } from './acts.ts'
import { Version } from './data.ts'
import { projectId } from './edit.ts'
import { ageText, metricValue } from './measures.ts'
import { METRIC_NAMES, projectsWords } from './words.ts'

const apiPath = (page: Page) =>
  `/api/projects/${projectId(page)}/versions/${versionName(page)}` as const

export const readVersion = async (page: Page): Promise<Version> =>
  await page.ask(`GET ${apiPath(page)}`, Version)

export async function showVersion(page: Page): Promise<Response> {
  const say = sayIn(page.language, projectsWords)
  const version = await readVersion(page)
  const { number: n, title, script, predicted, tag, length_seconds: length } = version
  const path = `/console/projects/${projectId(page)}/versions/v${n}`
  const known = METRIC_NAMES.filter((metric) => predicted[metric] !== undefined)
  const body = html`<p><a href="/console/projects/${projectId(page)}">${say('allVersions')}</a></p>
    <div class="version-page">
      <section>
        <h2>${say('script')}</h2>
        ${
          script === null
            ? html`<p class="hint">${say('noScript')}</p>`
            : html`<p class="script">${script}</p>`
        }
      </section>
      ${details([
        [say('tag'), html`<code>${tag}</code><small>${say('tagHint')}</small>`],
        [say('length'), length === null ? '–' : page.formats.precise(length)],
        [say('horizon'), ageText(page, version.horizon_hours)],
        [say('created'), time(page, version.created_at)],
        ...known.map(
          (metric) =>
            [
              `${say('expected')}: ${say(`metric_${metric}`)}`,
              metricValue(page, metric, predicted[metric] ?? null, say('notExpected')),
            ] as const,
        ),
      ])}
    </div>`
  const actions = page.may('own:write')
    ? html`<a class="button" href="${path}/edit">${say('edit')}</a>
        ${version.posts > 0 ? '' : html`<a class="button" href="${path}/delete" data-dialog>${say('removeVersion')}</a>`}`
    : ''
  const name = `v${n}${title === null ? '' : ` · ${title}`}`
  return page.c.html(await shell(page, { title: name, body, actions }))
}

export async function askToRemove(page: Page): Promise<Response> {
  const say = sayIn(page.language, projectsWords)
  const n = String((await readVersion(page)).number)
  return await askFirst(page, {
    title: say('removeTitle', { n }),
    body: html`<p>${say('removeHint')}</p>`,
    action: `/console/projects/${projectId(page)}/versions/v${n}/delete`,
    submit: say('removeSubmit'),
    hidden: {},
    back: `/projects/${projectId(page)}/versions/v${n}`,
  })
}

export async function removeVersion(page: Page): Promise<Response> {
  const n = String((await readVersion(page)).number)
  await page.ask(`DELETE ${apiPath(page)}`, z.unknown())
  const flash = sayIn(page.language, projectsWords)('removed', { n })
  return goTo(page, `/projects/${projectId(page)}`, flash)
}
