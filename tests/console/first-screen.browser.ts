import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { LANGUAGES, localeOf } from '../../src/base/languages.ts'
import type { Db } from '../../src/db/handles.ts'
import { makeShare } from '../features/shares/kit.ts'
import { fillConsole } from './fill/index.ts'
import { STORE } from './fill/catalog.ts'
import { LIST } from './fill/lists.ts'
import { CREATOR, creatorReel } from './fill/own-reels.ts'
import { EDITED } from './fill/post-editor.ts'
import { PROJECT } from './fill/projects.ts'
import { LIVE } from './fill/publishing.ts'
import { aUser, aVisitor, browserTest as test, type Served } from './kit.ts'

const CHECK = '/relations/0199f3c4-7a10-7bd2-8c39-0f6f5a1b2c32'

type Answer = {
  path: string
  /** What answers the question that a person opens the page with. */
  answer: string
  /** The answer is at least so many of them. */
  count?: number
  /** It is of use only if it is whole. */
  isWhole?: boolean
  /** A phone shows another form of it. */
  onPhone?: Partial<Answer>
}

const ANSWERS: readonly Answer[] = [
  { path: '/home/editor', answer: '.tiles .panel .button' },
  { path: '/home/marketer', answer: '.home-columns h2' },
  { path: '/home/seller', answer: '.tiles .panel .acts' },
  { path: '/home/creator', answer: '.tiles .panel .big' },
  { path: '/overview', answer: '.needs button, .needs a.button, main .button.main' },
  { path: '/creators', answer: '.creators tbody tr:first-child .place' },
  { path: '/creators?question=mothers+in+Almaty+5k%2B', answer: '.creators tbody tr .place' },
  { path: '/creators?view=gallery&has_risk_flags=true', answer: '.gallery li .risk' },
  { path: '/creators/mama.almaty', answer: '.verdict' },
  {
    path: '/creators/compare?ids=filled.aigerim,filled.zhanar,filled.kamila',
    answer: '.answers li',
  },
  { path: `/lists/${LIST}`, answer: '.members tbody .status', onPhone: { count: 3 } },
  {
    path: `/lists/${LIST}?view=board`,
    answer: '.member-card .name',
    count: 4,
    // The counts of the four columns, and the first card.
    onPhone: { answer: '.counts-first small, .member-card .name', count: 5 },
  },
  { path: '/watches', answer: '.news .rule' },
  { path: `/watches/${LIST}`, answer: '.news .rule' },
  { path: CHECK, answer: 'main table tbody tr:has(td:nth-child(4)):not([id^="list-"])' },
  { path: '/stories', answer: '.stories li .badge' },
  { path: '/shares', answer: '.cards tbody .badge' },
  { path: '/calendar', answer: '.tile .tile-state' },
  { path: '/posts', answer: '.post-card .button' },
  { path: `/posts/${EDITED}`, answer: '.files-panel .thumbnail' },
  { path: `/posts/${EDITED}/plan?when=at`, answer: '.outgoing .thumbnail', isWhole: true },
  { path: `/posts/${LIVE}`, answer: '.live-steps .badge', count: 4 },
  { path: '/publishing-stats', answer: '.plot .canvas' },
  { path: '/publishing-accounts', answer: '.board li .badge' },
  { path: '/drafts', answer: 'main [name="price"]' },
  { path: '/products', answer: 'tbody .badge' },
  { path: `/stores/${STORE}`, answer: 'main .facts dd' },
  { path: `/stores/${STORE}/stats`, answer: '.plot .canvas' },
  { path: `/own-accounts/${CREATOR}`, answer: '.own-reels .age-curves' },
  { path: '/reels', answer: '.reels td[data-label]:not(:has(small))' },
  { path: `/reels/${creatorReel(1)}`, answer: '.age-curves' },
  { path: `/projects/${PROJECT}`, answer: '.advice li' },
  { path: '/tasks', answer: '.figure-table tbody .number' },
  { path: '/accounts', answer: '.strips .badge' },
  { path: '/proxies', answer: '.strips .badge' },
  { path: '/batches', answer: 'main .facts dd' },
  { path: '/discovery', answer: '.funnel-count', count: 4 },
  { path: '/inbox', answer: '.notices .acts' },
  { path: '/audit', answer: '.activity li' },
]

type Screen = { width: number; height: number; language: string }
const isPhone = ({ width }: Screen): boolean => width < 760
const SCREENS: readonly Screen[] = [
  { width: 1_440, height: 900, language: 'en-GB' },
  ...LANGUAGES.map((each) => ({ width: 390, height: 844, language: localeOf(each) })),
]

/** Returns what keeps the answer of the page from the first screen; undefined for nothing. */
async function faultOf(page: Page, screen: Screen, desktop: Answer): Promise<string | undefined> {
  const phone = isPhone(screen) ? desktop.onPhone : undefined
  const { path, answer, count = 1, isWhole = false } = { ...desktop, ...phone }
  await page.goto(path)
  const box = await page
    .locator(answer)
    .filter({ visible: true })
    .nth(count - 1)
    .boundingBox({ timeout: 3_000 })
    .catch(() => null)
  if (box === null) return `${path}: no ${answer}`
  const { x, y, width, height } = box
  const bottom = y + (isWhole ? height : Math.min(height, BEGINNING))
  const right = x + Math.min(width, BEGINNING)
  if (bottom <= screen.height && right <= screen.width && x >= 0) return undefined
  return `${path}: ${answer} begins at ${Math.round(x)}, ${Math.round(y)}`
}

/** So much of a row or text is enough to read it, in px. */
const BEGINNING = 20

/** Fills the database of the tests once, and returns the address of a report. */
const reports = new WeakMap<Db, Promise<string>>()
function reportIn(db: Db, served: Served): Promise<string> {
  const known = reports.get(db) ?? fillAndShare(db, served)
  reports.set(db, known)
  return known
}

async function fillAndShare(db: Db, served: Served): Promise<string> {
  await fillConsole(db)
  const { path } = await makeShare(served, { subject: 'list', list: LIST, show_prices: true })
  return path
}

for (const screen of SCREENS)
  test(
    `the answer of each main page is in the first screen of ${screen.width} px (${screen.language})`,
    { timeout: 240_000 },
    async ({ db, served, browser }) => {
      const report = await reportIn(db, served)
      const { width, height, language } = screen
      const { token } = await aUser(db, `screen_${width}_${language.slice(0, 2)}`, 'admin')
      const page = await aVisitor({ served, browser, token, width, language })
      await page.setViewportSize({ width, height })
      const shared = {
        path: report,
        answer: '.report-table td:last-child',
        // A phone shows the prices together.
        onPhone: { answer: '.facts' },
      }
      const faults: string[] = []
      for (const answer of [...ANSWERS.map(inConsole), shared]) {
        const fault = await faultOf(page, screen, answer)
        if (fault !== undefined) faults.push(fault)
      }
      expect(faults).toEqual([])
    },
  )

const inConsole = (answer: Answer): Answer => ({ ...answer, path: `/console${answer.path}` })
