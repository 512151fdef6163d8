import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, readForm, type Page } from '../../page.ts'
import { askFirst } from '../../parts/confirmation.ts'
import { field } from '../../parts/field.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { creatorId, pathOf, readCreator } from './frame.ts'
import { insightWords } from './insight-words.ts'
import { teamWords } from './team-words.ts'
import { creatorPageWords } from './words.ts'

const Scrapes = z.object({
  results: z.array(z.object({ result: z.string(), task_id: z.int().optional() })),
})
/** Somebody waits for it: before what a schedule asks for, after what an operator calls urgent. */
const PRIORITY = 2

export async function scrape(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorPageWords)
  const creator = await readCreator(page)
  const { results } = await page.ask('POST /api/tasks/scrape', Scrapes, {
    body: { usernames: [creator.username], priority: PRIORITY },
  })
  const [asked] = results
  const told =
    asked?.result === 'created' ? 'asked' : asked?.result === 'erased' ? 'isErased' : 'askedAlready'
  return goTo(page, pathOf(creator), say(told, { id: String(asked?.task_id ?? '') }))
}

const Price = z.object({ cost_usd: z.number().nullable() })
const Analysis = z.object({
  task_id: z.int().optional(),
  version: z.int().nullable().optional(),
})

/** What an analysis costs, before it is asked for. */
export async function askToAnalyze(page: Page): Promise<Response> {
  const say = sayIn(page.language, insightWords)
  const creator = await readCreator(page)
  const { username: name } = creator
  const { cost_usd: cost } = await page.ask('POST /api/tasks/analyze', Price, {
    body: { usernames: [name], dry_run: true },
  })
  const price =
    cost === null
      ? say('analyzeCostUnknown')
      : say('analyzeCost', { cost: page.formats.amount(String(cost), 'USD') })
  const options = [
    { value: 'batch', label: say('analyzeBatch') },
    { value: 'now', label: say('analyzeNow') },
  ]
  return await askFirst(page, {
    title: say('analyzeTitle', { name }),
    body: html`<p>${price}</p>
      <p>${say('analyzeWhat')}</p>
      ${select({ name: 'mode', label: say('analyzeWhen'), options, chosen: 'batch' })}`,
    action: addressOf(pathOf(creator, 'analyze')),
    submit: say('analyzeSubmit', { name }),
    hidden: {},
    back: pathOf(creator, 'insights'),
  })
}

export async function analyze(page: Page): Promise<Response> {
  const say = sayIn(page.language, insightWords)
  const creator = await readCreator(page)
  const mode = (await readForm(page)).get('mode') === 'now' ? 'now' : 'batch'
  const done = await page.ask(`POST /api/blogs/${creatorId(page)}/analyze`, Analysis, {
    query: { mode },
  })
  const told =
    mode === 'batch'
      ? say('analyzeQueued', { id: String(done.task_id ?? '') })
      : done.version === null || done.version === undefined
        ? say('analyzeFailed')
        : say('analyzed', { n: done.version })
  return goTo(page, pathOf(creator, 'insights'), told)
}

type JoinGiven = { name: string; fault?: string | undefined }

/** Two profiles of one person. */
export async function showJoin(page: Page, given: JoinGiven = { name: '' }): Promise<Response> {
  const say = sayIn(page.language, teamWords)
  const creator = await readCreator(page)
  const body = html`<form class="card" method="post" action="${addressOf(pathOf(creator, 'join'))}">
    ${field({ name: 'blog', label: say('join'), value: given.name, hint: say('joinHint'), fault: given.fault })}
    <footer>
      <a class="button" href="${addressOf(pathOf(creator, 'team'))}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${say('joinSubmit')}</button>
    </footer>
  </form>`
  return page.c.html(
    await shell(page, { title: say('join'), body }),
    given.fault === undefined ? 200 : 422,
  )
}

export async function join(page: Page): Promise<Response> {
  const creator = await readCreator(page)
  const name = (await readForm(page)).get('blog')?.trim() ?? ''
  try {
    await page.ask('POST /api/persons/join', z.unknown(), { body: { blogs: [creator.id, name] } })
  } catch (error) {
    if (!(error instanceof ProblemError) || ![409, 422].includes(error.problem.status)) throw error
    const fault = error.reasonAt('blogs.1') ?? error.problem.detail
    return await showJoin(page, { name, fault })
  }
  const told = sayIn(page.language, teamWords)('joined')
  return goTo(page, pathOf(creator, 'team'), told)
}

export async function askToPart(page: Page): Promise<Response> {
  const say = sayIn(page.language, teamWords)
  const creator = await readCreator(page)
  const { username: name } = creator
  return await askFirst(page, {
    title: say('partTitle', { name }),
    body: html`<p>${say('partHint')}</p>`,
    action: addressOf(pathOf(creator, 'part')),
    submit: say('partSubmit', { name }),
    hidden: {},
    back: pathOf(creator, 'team'),
  })
}

export async function part(page: Page): Promise<Response> {
  const creator = await readCreator(page)
  await page.ask('POST /api/persons/part', z.unknown(), { body: { blog: creator.id } })
  const told = sayIn(page.language, teamWords)('parted', { name: creator.username })
  return goTo(page, pathOf(creator, 'team'), told)
}
