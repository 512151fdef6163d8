import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { BRAND, DAY, HOUR } from '../../campaigns/course.ts'
import type { World } from '../../instagram/world/world.ts'
import type { LocalGramd } from '../../run/local-gramd.ts'
import { tolerate } from '../../run/poll.ts'
import { countTasks } from '../follow.ts'
import { chooseCreators, courseOf, THIRD_DAY_HOURS, type Promised } from './course.ts'
import {
  goneIn,
  hasHappened,
  isMeasured,
  isOverdue,
  lateIn,
  postsOf,
  Results,
  storiesOf,
  unlabelledIn,
} from './results.ts'

/** The answer of gramd about the demo's campaign, and the link to its report. */
export type CampaignOutcome = {
  name: string
  cities: string[]
  creators: string[]
  /** Days of their clock from the beginning to the report. */
  days: number
  /** Requests of the readings in the last of these days. */
  requests: number
  promised: number
  posts: number
  stories: number
  /** Usernames: who forgot its label, who was late, and whose post is gone. */
  unlabelled: string | null
  late: { username: string; hours: number } | null
  gone: string | null
  /** Posts with a value at the age of one and of three days. */
  afterOneDay: number
  afterThreeDays: number
  views: number
  reactions: number
  agreed: string | null
  costPerMille: string | null
  currency: string | null
  /** The address of the report. */
  url: string
  /** Whether it opens there without signing in. */
  opens: boolean
}

type Run = {
  /** The world of the stand-in. */
  world: World
  onDay: (day: number, days: number, found: number) => void
  signal: AbortSignal
}
type Following = Pick<Run, 'onDay' | 'signal'> & {
  id: string
  course: readonly Promised[]
  startsAt: number
}

const NAME = 'Botam winter'
const CLIENT = 'Botam Kids'
const TEAM = 'Meridian Agency'
const ZONE = 'Asia/Almaty'
const CURRENCY = 'KZT'
const WINDOW_DAYS = 14
/** World days until which the link works: the clock runs on while the demo waits. */
const LINK_DAYS = 360
const POLL_MS = 400
/** A reading follows the third day of a post within so many hours. */
const READING_HOURS = 6
/** Attempts to open the report. */
const OPENINGS = 5
const DAYS = (THIRD_DAY_HOURS + READING_HOURS) / 24
/** The clock of a busy machine is slow: after this time the third day is left out. */
const PATIENCE_MS = 150_000
/** World days after which what has not been seen is not seen any more. */
const LAST_DAY = 8

const Id = z.object({ id: z.string() })
const Made = z.object({ url: z.string() })
const Plan = z.object({ spent_requests: z.int() })

/**
 * Sets a campaign of eight creators up, as a person does, and lets gramd find their posts and what
 * becomes of them; then makes a link to the report.
 */
export async function runCampaign(gramd: LocalGramd, run: Run): Promise<CampaignOutcome> {
  const creators = chooseCreators(run.world)
  await readOnce(
    gramd,
    creators.map(({ username }) => username),
    run.signal,
  )
  const startsAt = gramd.worldNow()
  const course = courseOf(creators, startsAt)
  const id = await setUp(gramd, course, startsAt)
  for (const { creator, script } of course)
    await gramd.control.post(`/creators/${creator.username}/posts`, [script])
  const following = { ...run, id, course, startsAt }
  const { results, wasOverdue } = await follow(gramd, following)
  return {
    ...describeResults(results, course),
    late: wasOverdue ? lateIn(results, course) : null,
    ...(await share(gramd, id)),
    days: (gramd.worldNow() - startsAt) / DAY,
  }
}

/** The creators are known before the campaign begins. */
async function readOnce(
  { api }: LocalGramd,
  usernames: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await api.post('/api/tasks/scrape', { usernames })
  while ((await countTasks(api)).full_scrape.open > 0) await delay(POLL_MS, undefined, { signal })
}

async function setUp(
  { api }: LocalGramd,
  course: readonly Promised[],
  startsAt: number,
): Promise<string> {
  await api.put('/api/shares/team', { name: TEAM })
  await api.put('/api/campaigns/currency', { currency: CURRENCY })
  const campaign = {
    name: NAME,
    client: CLIENT,
    handles: [BRAND.handle],
    hashtags: [BRAND.hashtag],
    links: [BRAND.link],
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + WINDOW_DAYS * DAY).toISOString(),
    time_zone: ZONE,
  }
  const { id } = Id.parse(await api.post('/api/campaigns', campaign))
  const blogs = course.map(({ creator }) => creator.username)
  await api.post(`/api/lists/${id}/members`, { blogs })
  await api.post(`/api/lists/${id}/members/move`, { to: 'agreed', blogs })
  const codes = course.map(({ creator, code }) => ({ code, blog: creator.username }))
  await api.patch(`/api/campaigns/${id}`, { codes })
  for (const { creator, script, dueAt, price, storyAt } of course) {
    const isReel = script.kind === 'reel'
    await api.post(`/api/campaigns/${id}/promises`, {
      blogs: [creator.username],
      posts: isReel ? 0 : 1,
      reels: isReel ? 1 : 0,
      stories: storyAt === null ? 0 : 1,
      due_at: new Date(dueAt).toISOString(),
      country: 'KZ',
    })
    const member = `/api/lists/${id}/members/${creator.username}`
    await api.patch(member, { price: String(price), currency: CURRENCY })
  }
  return id
}

/** Polls the results until all has happened and been seen; publishes stories on the way. */
async function follow(
  gramd: LocalGramd,
  { id, course, startsAt, onDay, signal }: Following,
): Promise<{ results: Results; wasOverdue: boolean }> {
  const begun = performance.now()
  const published = new Set<Promised>()
  let wasOverdue = false
  for (;;) {
    const hours = (gramd.worldNow() - startsAt) / HOUR
    await publishStories(gramd, course, { hours, published })
    const answer = await tolerate(gramd.api.get(`/api/campaigns/${id}/results`))
    if (answer !== undefined) {
      const results = Results.parse(answer)
      wasOverdue ||= isOverdue(results, course)
      onDay(Math.min(DAYS, hours / 24), DAYS, postsOf(results).length)
      const waited = performance.now() - begun
      const isEnough = isMeasured(results, course) || waited > PATIENCE_MS
      const isOver = wasOverdue && hasHappened(results, course) && isEnough
      if (isOver || hours > LAST_DAY * 24) return { results, wasOverdue }
    }
    await delay(POLL_MS, undefined, { signal })
  }
}

async function publishStories(
  { control }: LocalGramd,
  course: readonly Promised[],
  { hours, published }: { hours: number; published: Set<Promised> },
): Promise<void> {
  for (const each of course) {
    if (each.storyAt === null || hours < each.storyAt || published.has(each)) continue
    published.add(each)
    const story = { mentions: [BRAND.handle], links: [BRAND.link] }
    await control.patch(`/creators/${each.creator.username}`, { story })
  }
}

/** A link for the client, and what the readings of the last day cost. */
async function share(
  { api, worldNow }: LocalGramd,
  id: string,
): Promise<Pick<CampaignOutcome, 'url' | 'opens' | 'requests'>> {
  const plan = Plan.parse(await api.get(`/api/campaigns/${id}/readings-plan`))
  const link = {
    subject: 'campaign',
    list: id,
    show_prices: true,
    ends_at: new Date(worldNow() + LINK_DAYS * DAY).toISOString(),
  }
  const { url } = Made.parse(await api.post('/api/shares', link))
  return { url, opens: await opens(url), requests: plan.spent_requests }
}

/** Whether the page opens without signing in; a busy machine may need another try. */
async function opens(url: string): Promise<boolean> {
  for (let left = OPENINGS; left > 0; left -= 1) {
    const page = await fetch(url)
    if (page.ok && (await page.text()).includes(NAME)) return true
    await delay(1_000)
  }
  return false
}

function describeResults(
  results: Results,
  course: readonly Promised[],
): Omit<CampaignOutcome, 'late' | 'days' | 'url' | 'opens' | 'requests'> {
  const { totals } = results
  const posts = postsOf(results)
  return {
    name: NAME,
    cities: [...new Set(course.map(({ creator }) => cityName(creator.city.latin)))],
    creators: course.map(({ creator }) => creator.username),
    promised: totals.promised,
    posts: posts.length,
    stories: storiesOf(results).length,
    unlabelled: unlabelledIn(results),
    gone: goneIn(results),
    afterOneDay: posts.filter(({ at_ages: { day_1 } }) => day_1.value !== null).length,
    afterThreeDays: posts.filter(({ at_ages: { day_3 } }) => day_3.value !== null).length,
    views: totals.views,
    reactions: totals.reactions,
    agreed: totals.agreed,
    costPerMille: totals.cost_per_mille,
    currency: totals.currency,
  }
}

const cityName = (latin: string): string => `${latin.slice(0, 1).toUpperCase()}${latin.slice(1)}`
