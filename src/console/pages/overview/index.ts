import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, readFields, readForm, type ConsolePage, type Page } from '../../page.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { figures } from './figures.ts'
import { needs } from './needs.ts'
import { readBeside, Report } from './report.ts'
import { overviewWords } from './words.ts'

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, overviewWords)
  const [report, beside] = await Promise.all([
    page.ask('GET /api/health', Report, { alsoTakes: [503] }),
    page.may('system:read') ? readBeside(page) : null,
  ])
  const body =
    'alerts' in report && beside !== null
      ? html`${needs(page, report, beside.causes)} ${figures(page, report, beside)}`
      : html`<p>${say(`status_${report.status}`)}</p>
          <p class="hint">${say('roleHint')}</p>`
  const content = { title: say('title'), lead: say('lead'), body, isLive: true }
  return page.c.html(await shell(page, content))
}

const Act = z.object({
  account: z.string().min(1).max(100),
  act: z.enum(['login', 'check', 'resume']),
})

/** What helps an account, from the line that names it. */
async function help(page: Page): Promise<Response> {
  const { account, act } = readFields(Act, await readForm(page))
  const say = sayIn(page.language, overviewWords)
  await page.ask(`POST /api/accounts/${encodeURIComponent(account)}/${act}`, z.unknown())
  return goTo(page, '/', say(`acted_${act}`, { name: `@${account}` }))
}

/** Ends what keeps all accounts or all analyses from working. */
async function goOn(page: Page): Promise<Response> {
  const act = (await readForm(page)).get('act') === 'ai' ? 'ai' : 'pool'
  await page.ask(`POST /api/${act}/resume`, z.unknown())
  return goTo(page, '/', sayIn(page.language, overviewWords)(`wentOn_${act}`))
}

export const overview: ConsolePage = {
  path: '/',
  words: overviewWords,
  nav: { group: 'work', shape: 'overview', scope: 'signed-in' },
  routes: [
    { method: 'GET', path: '/', handle: show },
    { method: 'POST', path: '/help', handle: help },
    { method: 'POST', path: '/go-on', handle: goOn },
  ],
}
