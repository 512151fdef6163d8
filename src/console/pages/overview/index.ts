import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, readForm, type ConsolePage, type Page } from '../../page.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { figures, needs } from './parts.ts'
import { Costs, Report } from './report.ts'
import { overviewWords } from './words.ts'

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, overviewWords)
  const report = await page.ask('GET /api/health', Report, { alsoTakes: [503] })
  const body =
    'alerts' in report
      ? html`${needs(page, report)} ${figures(page, report, await readCosts(page))}`
      : html`<p>${say(`status_${report.status}`)}</p>
          <p class="hint">${say('roleHint')}</p>`
  const content = { title: say('title'), lead: say('lead'), body, isLive: true }
  return page.c.html(await shell(page, content))
}

async function readCosts(page: Page): Promise<z.output<typeof Costs> | null> {
  if (!page.may('ai:read')) return null
  const today = page.now.toISOString().slice(0, 10)
  return await page.ask('GET /api/ai/costs', Costs, { query: { from: today, to: today } })
}

const Act = z.object({
  account: z.string().min(1).max(100),
  act: z.enum(['login', 'check', 'resume']),
})

/** What helps an account, from the line that names it. */
async function help(page: Page): Promise<Response> {
  const { account, act } = Act.parse(Object.fromEntries(await readForm(page)))
  const say = sayIn(page.language, overviewWords)
  await page.ask(`POST /api/accounts/${encodeURIComponent(account)}/${act}`, z.unknown())
  return goTo(page, '/', say(`acted_${act}`, { name: `@${account}` }))
}

export const overview: ConsolePage = {
  path: '/',
  words: overviewWords,
  nav: { group: 'work', shape: 'overview', scope: 'signed-in' },
  routes: [
    { method: 'GET', path: '/', handle: show },
    { method: 'POST', path: '/help', handle: help },
  ],
}
