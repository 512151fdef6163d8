import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, readFields, readForm } from '../../page.ts'
import { layout } from '../../layout.ts'
import { discoveryFunnel } from '../../parts/panels/discovery-funnel.ts'
import { poolStrips } from '../../parts/panels/pool-strips.ts'
import { requestsOfDay } from '../../parts/panels/requests-of-day.ts'
import { tasksOfDay } from '../../parts/panels/tasks-of-day.ts'
import { withQuery } from '../../parts/pager.ts'
import { taskType } from '../../parts/task-type.ts'
import { facts } from './facts.ts'
import { needsList, needsOf, type Needs } from './needs.ts'
import { readBeside, type Beside } from './report.ts'
import { definePage, type Context } from './kit.ts'

const PATH = '/console/overview'

const View = z.object({
  type: z.string().min(1).max(100).optional().catch(undefined),
  live: z.literal('off').optional().catch(undefined),
})
type View = z.output<typeof View>

async function show(page: Context): Promise<Response> {
  const { t } = page
  const view = View.parse(page.c.req.query())
  const [report, beside] = await Promise.all([
    page.api.call('getHealth'),
    page.may('system:read') ? readBeside(page) : null,
  ])
  if (!('alerts' in report) || beside === null) {
    const body = html`<p>${t(`status_${report.status}`)}</p>
      <p class="hint">${t('roleHint')}</p>`
    return page.c.html(await layout(page, { title: t('title'), lead: t('lead'), body }))
  }
  const needs = needsOf(page, report, beside)
  const body = html`${needsList(page, needs)} ${facts(page, report, beside)}
  ${panels(page, beside, view)}`
  const isLive = view.live === undefined
  const content = { title: titleOf(page, needs), lead: leadOf(page, needs), body, isLive }
  return page.c.html(await layout(page, { ...content, actions: pause(page, view) }))
}

/** The answer to the question that an operator comes with. */
const titleOf = ({ t }: Context, { lines }: Needs): string =>
  lines.length === 0 ? t('allWell') : t('needsTitle', { n: lines.length })

function leadOf({ t, formats, now }: Context, { recovering }: Needs): string {
  const at = t('asOf', { time: formats.moment(now) })
  const recover = recovering.length === 0 ? [] : [t('moreRecover', { n: recovering.length })]
  return [at, ...recover, t('othersWork')].join(' ')
}

/** Stops and resumes the updates of the page by itself. */
function pause({ t }: Context, { type, live }: View) {
  const href = withQuery(PATH, { type, live: live === undefined ? 'off' : undefined })
  return html`<a class="button" href="${href}" data-morph
    >${t(live === undefined ? 'pauseLive' : 'goLive')}</a
  >`
}

function panels(page: Context, { hours, usage, capacity, activity, sources }: Beside, view: View) {
  const tasks =
    hours === null ? '' : tasksOfDay(page, hours, { path: PATH, param: 'type', chosen: view.type })
  const requests = usage === null ? '' : requestsOfDay(page, usage, capacity)
  return html`${
    tasks === '' || requests === ''
      ? html`${tasks} ${requests}`
      : html`<div class="figure-split">${tasks} ${requests}</div>`
  }
  ${activity === null ? '' : poolStrips(page, activity)}
  ${sources === null ? '' : discoveryFunnel(page, sources)}`
}

/** Operations that help an account, by button name. */
const ACTS = { login: 'loginAccount', check: 'checkAccount', resume: 'resumeAccount' } as const

const Act = z.object({
  account: z.string().min(1).max(100),
  act: z.enum(['login', 'check', 'resume']),
})

/** Helps an account, from the line that names it. */
async function help(page: Context): Promise<Response> {
  const { t, api } = page
  const { account, act } = readFields(Act, await readForm(page))
  await api.call(ACTS[act], { params: { id: account } })
  return goTo(page, '/overview', t(`acted_${act}`, { name: `@${account}` }))
}

/** Ends a stop of all accounts or all analyses. */
async function goOn(page: Context): Promise<Response> {
  const { t, api } = page
  const act = (await readForm(page)).get('act') === 'ai' ? 'ai' : 'pool'
  await api.call(act === 'ai' ? 'resumeAi' : 'resumePool')
  return goTo(page, '/overview', t(`wentOn_${act}`))
}

/** The most proxies that one click checks: each check opens a connection. */
const MAX_CHECKS = 20

const Proxies = z.array(z.uuid()).min(1).max(MAX_CHECKS)

/** Checks the proxies of a line at once, and says how many answer. */
async function checkProxies(page: Context): Promise<Response> {
  const { t, api } = page
  const chosen = Proxies.safeParse((await readForm(page)).getAll('proxy'))
  if (!chosen.success) return goTo(page, '/overview')
  const checks = await Promise.all(
    chosen.data.map(async (id) => await api.call('checkProxy', { params: { id } })),
  )
  const answering = checks.filter(({ ok }) => ok).length
  const silent = checks.length - answering
  const parts = [
    ...(answering > 0 ? [t('proxiesAnswer', { n: answering })] : []),
    ...(silent > 0 ? [t('proxiesSilent', { n: silent })] : []),
  ]
  return goTo(page, '/overview', parts.join(' '))
}

const Type = z.object({ type: z.string().min(1).max(100) })

/** Pauses a type of tasks that used up a budget. */
async function pauseType(page: Context): Promise<Response> {
  const { type } = readFields(Type, await readForm(page))
  await page.api.call('pauseTaskType', { params: { type } })
  return goTo(page, '/overview', page.t('pausedType', { name: taskType(page.language, type) }))
}

export const overview = definePage({
  path: '/overview',
  home: 'operator',
  nav: { job: 'system', shape: 'overview', scope: 'system:read' },
  routes: {
    'GET /overview': show,
    'POST /help': help,
    'POST /go-on': goOn,
    'POST /check-proxies': checkProxies,
    'POST /pause-type': pauseType,
  },
})
