import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, readFields, readForm } from '../../page.ts'
import { layout } from '../../layout.ts'
import { figures } from './figures.ts'
import { needs } from './needs.ts'
import { readBeside } from './report.ts'
import { definePage, type Context } from './kit.ts'

async function show(page: Context): Promise<Response> {
  const { t } = page
  const [report, beside] = await Promise.all([
    page.api.call('getHealth'),
    page.may('system:read') ? readBeside(page) : null,
  ])
  const body =
    'alerts' in report && beside !== null
      ? html`${needs(page, report, beside.causes)} ${figures(page, report, beside)}`
      : html`<p>${t(`status_${report.status}`)}</p>
          <p class="hint">${t('roleHint')}</p>`
  const content = { title: t('title'), lead: t('lead'), body, isLive: true }
  return page.c.html(await layout(page, content))
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

export const overview = definePage({
  path: '/overview',
  nav: { job: 'system', shape: 'overview', scope: 'system:read' },
  routes: {
    'GET /overview': show,
    'POST /help': help,
    'POST /go-on': goOn,
  },
})
