import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressOf, goTo, readForm } from '../../../../console/page.ts'
import { askFirst } from '../../../../console/parts/forms/confirmation.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { layout } from '../../../../console/layout.ts'
import { pathOf, readCreator } from './frame.ts'
import type { Context } from './kit.ts'

/**
 * The priority of a scrape that a person waits for: before those of schedules, after those that an
 * operator calls urgent.
 */
const PRIORITY = 2

export async function scrape(page: Context): Promise<Response> {
  const creator = await readCreator(page)
  const { results } = await page.api.call('scrapeCreators', {
    body: { usernames: [creator.username], priority: PRIORITY },
  })
  const [first] = results
  const key =
    first?.result === 'created' ? 'asked' : first?.result === 'erased' ? 'isErased' : 'askedAlready'
  const id = first && 'task_id' in first ? String(first.task_id) : ''
  return goTo(page, pathOf(creator), page.t(key, { id }))
}

/** Shows the cost of an analysis before it is requested. */
export async function askToAnalyze(page: Context): Promise<Response> {
  const { t } = page
  const creator = await readCreator(page)
  const { username: name } = creator
  const { cost_usd: cost } = await page.api.call('analyzeBlogs', {
    body: { usernames: [name], dry_run: true },
  })
  const price =
    cost === null
      ? t('insight.analyzeCostUnknown')
      : t('insight.analyzeCost', { cost: page.formats.amount(String(cost), 'USD') })
  const options = [
    { value: 'batch', label: t('insight.analyzeBatch') },
    { value: 'now', label: t('insight.analyzeNow') },
  ]
  return await askFirst(page, {
    title: t('insight.analyzeTitle', { name }),
    body: html`<p>${price}</p>
      <p>${t('insight.analyzeWhat')}</p>
      ${select({ name: 'mode', label: t('insight.analyzeWhen'), options, chosen: 'batch' })}`,
    action: addressOf(pathOf(creator, 'analyze')),
    submit: t('insight.analyzeSubmit', { name }),
    hidden: {},
    back: pathOf(creator, 'insights'),
  })
}

export async function analyze(page: Context): Promise<Response> {
  const { t } = page
  const creator = await readCreator(page)
  const mode = (await readForm(page)).get('mode') === 'now' ? 'now' : 'batch'
  const params = { id: page.param('creator') }
  const done = await page.api.call('analyzeBlog', { params, query: { mode }, body: {} })
  const flash =
    'task_id' in done
      ? t('insight.analyzeQueued', { id: String(done.task_id) })
      : done.version === null
        ? t('insight.analyzeFailed')
        : t('insight.analyzed', { n: done.version })
  return goTo(page, pathOf(creator, 'insights'), flash)
}

type JoinForm = { name: string; fault?: string | undefined }

/** Two profiles of one person. */
export async function showJoin(page: Context, form: JoinForm = { name: '' }): Promise<Response> {
  const { t } = page
  const creator = await readCreator(page)
  const body = html`<form class="card" method="post" action="${addressOf(pathOf(creator, 'join'))}">
    ${field({ name: 'blog', label: t('team.join'), value: form.name, hint: t('team.joinHint'), fault: form.fault })}
    <footer>
      <a class="button" href="${addressOf(pathOf(creator, 'team'))}" data-close
        >${t('common.cancel')}</a
      >
      <button class="main">${t('team.joinSubmit')}</button>
    </footer>
  </form>`
  return page.c.html(
    await layout(page, { title: t('team.join'), body }),
    form.fault === undefined ? 200 : 422,
  )
}

export async function join(page: Context): Promise<Response> {
  const creator = await readCreator(page)
  const name = (await readForm(page)).get('blog')?.trim() ?? ''
  const call = page.api.call('joinProfiles', { body: { blogs: [creator.id, name] } })
  const { refusal } = await refusable(call)
  if (refusal) {
    const fault = refusal.explain('blogs.1')
    return await showJoin(page, { name, fault })
  }
  return goTo(page, pathOf(creator, 'team'), page.t('team.joined'))
}

export async function confirmDisconnect(page: Context): Promise<Response> {
  const { t } = page
  const creator = await readCreator(page)
  const { username: name } = creator
  return await askFirst(page, {
    title: t('team.partTitle', { name }),
    body: html`<p>${t('team.partHint')}</p>`,
    action: addressOf(pathOf(creator, 'part')),
    submit: t('team.partSubmit', { name }),
    hidden: {},
    back: pathOf(creator, 'team'),
  })
}

export async function part(page: Context): Promise<Response> {
  const creator = await readCreator(page)
  await page.api.call('partProfiles', { body: { blog: creator.id } })
  return goTo(page, pathOf(creator, 'team'), page.t('team.parted', { name: creator.username }))
}
