import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { loadConfig } from '../../../src/config.ts'
import { choiceOfReadings } from '../../../src/features/campaign-readings/store/plan.ts'
import { tieStored } from '../../../src/features/campaigns/tie.ts'
import { findDueStories } from '../../../src/features/own-media/store/own-stories.ts'
import { median } from '../../percentile.ts'
import { addCampaigns, CAMPAIGNS, CREATORS, removeCampaigns } from '../campaign-world.ts'
import { atMost, p95, type Figure, type Sample } from '../figure.ts'
import type { Stage } from '../stage.ts'

const PAGE_MS = 100
const TIE_MS = 5
const PLAN_MS = 2_000
const ROUNDS = 5

/** A thousand running campaigns of fifty creators: a page, the tying of posts, the day's plan. */
export async function measureCampaigns(stage: Stage): Promise<Figure[]> {
  const { db, progress } = stage
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(async () => await removeCampaigns(db))
  const { campaigns, authors } = await addCampaigns(db, stage.creators)
  progress(`${CAMPAIGNS} campaigns of ${CREATORS} creators run`)
  return [
    await pages(stage, campaigns),
    await tying(stage, authors),
    await planning(stage),
    await dueStories(stage),
  ]
}

async function pages({ visited, repetitions }: Stage, campaigns: string[]): Promise<Figure> {
  const samples: Sample[] = []
  for (const id of [1, 400, 900].map((n) => campaigns[n] ?? '')) {
    const path = `/console/campaigns/${id}`
    await visited.firstByte(path)
    for (let n = 0; n < repetitions; n += 1) samples.push(await visited.firstByte(path))
  }
  return p95('page: a campaign of 50 creators', samples, PAGE_MS)
}

/** Posts that a scrape stored are compared with the signs of all campaigns of their author. */
async function tying({ db }: Stage, authors: readonly string[]): Promise<Figure> {
  const times: number[] = []
  for (const authorId of authors) {
    const begin = performance.now()
    await db.transaction().execute(async (tx) => await tieStored(tx, { authorId }))
    times.push(performance.now() - begin)
  }
  const about = { measure: 'campaigns: tying of a scraped creator', unit: 'ms', goal: TIE_MS }
  return atMost(about, median(times), `slowest ${Math.max(...times).toFixed(1)}`)
}

async function planning({ db }: Stage): Promise<Figure> {
  const settings = loadConfig({
    SCRAPER_API_KEY: 'a-key-of-many-letters',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('bench'),
    GRAMD_READING_REQUESTS_PER_DAY: '400000',
  })
  let chosen = 0
  const time = await shortest(async () => {
    const choice = choiceOfReadings(settings, { left: 400_000, limit: CAMPAIGNS * CREATORS })
    chosen = (await choice.execute(db)).rows.length
  })
  const about = { measure: "campaigns: the day's readings planned", unit: 'ms', goal: PLAN_MS }
  return atMost(about, time, `${chosen} creators`)
}

async function dueStories({ db }: Stage): Promise<Figure> {
  let found = 0
  const time = await shortest(async () => {
    found = (await findDueStories(db, new Date())).length
  })
  const about = { measure: 'campaigns: accounts whose stories are due', unit: 'ms', goal: null }
  return atMost(about, time, `${found} accounts`)
}

async function shortest(work: () => Promise<void>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const begin = performance.now()
    await work()
    times.push(performance.now() - begin)
  }
  return Math.min(...times)
}
