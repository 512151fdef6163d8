import { html } from 'hono/html'
import { goTo } from '../../../console/page.ts'
import { askFirst } from '../../../console/parts/forms/confirmation.ts'
import { details } from '../../../console/parts/details.ts'
import { METRIC_NAMES, metricValue } from '../../../console/parts/figures/metric.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { projectPath, versionParams } from './addresses.ts'
import { ageText } from './measures.ts'
import type { Context, Version } from './kit.ts'

export const readVersion = async (page: Context): Promise<Version> =>
  await page.api.call('getProjectVersion', { params: versionParams(page) })

export async function showVersion(page: Context): Promise<Response> {
  const { t } = page
  const version = await readVersion(page)
  const { number: n, title, script, predicted, tag, length_seconds: length } = version
  const path = `/console${projectPath(page)}/versions/v${n}`
  const known = METRIC_NAMES.filter((metric) => predicted[metric] !== undefined)
  const body = html`<p><a href="/console${projectPath(page)}">${t('allVersions')}</a></p>
    <div class="version-page">
      <section>
        <h2>${t('script')}</h2>
        ${
          script === null
            ? html`<p class="hint">${t('noScript')}</p>`
            : html`<p class="script" dir="auto">${script}</p>`
        }
      </section>
      ${details([
        [t('tag'), html`<code>${tag}</code><small>${t('tagHint')}</small>`],
        [t('length'), length === null ? '–' : page.formats.precise(length)],
        [t('horizon'), ageText(page, version.horizon_hours)],
        [t('created'), time(page, version.created_at)],
        ...known.map(
          (metric) =>
            [
              `${t('expected')}: ${t(`metric.metric_${metric}`)}`,
              metricValue(page, metric, predicted[metric] ?? null, t('notExpected')),
            ] as const,
        ),
      ])}
    </div>`
  const remove = html`<a class="button remove" href="${path}/delete" data-dialog
    >${t('removeVersion')}</a
  >`
  const actions = page.may('own:write')
    ? html`<a class="button" href="${path}/edit">${t('edit')}</a>
        ${version.posts > 0 ? '' : remove}`
    : ''
  const name = `v${n}${title === null ? '' : ` · ${title}`}`
  return page.c.html(await layout(page, { title: name, body, actions }))
}

export async function askToRemove(page: Context): Promise<Response> {
  const { t } = page
  const n = String((await readVersion(page)).number)
  return await askFirst(page, {
    title: t('removeTitle', { n }),
    body: html`<p>${t('removeHint')}</p>`,
    action: `/console${projectPath(page)}/versions/v${n}/delete`,
    submit: t('removeSubmit'),
    isDangerous: true,
    hidden: {},
    back: `${projectPath(page)}/versions/v${n}`,
  })
}

export async function removeVersion(page: Context): Promise<Response> {
  const n = String((await readVersion(page)).number)
  await page.api.call('deleteProjectVersion', { params: versionParams(page) })
  return goTo(page, projectPath(page), page.t('removed', { n }))
}
