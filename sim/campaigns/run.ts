import { z } from 'zod'
import { addAccounts } from '../run/accounts.ts'
import { shortcode } from '../instagram/world/ids.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import { pollUntilDone } from '../run/poll.ts'
import {
  minutesSince,
  readReferee,
  sumOf,
  violationFailures,
  withConnection,
} from '../run/report.ts'
import { worldOf } from '../run/world.ts'
import { BRAND } from './course.ts'
import { judgeResults, Results, type Verdict } from './judge.ts'
import { prepareLive, type Live } from './live.ts'
import { verdictFailures, type CampaignReport } from './report.ts'
import { buildParticipants, COURSE_MS, scriptsOf, type Participant } from './scenario.ts'

const POLL_MS = 1_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The creators are read once before the campaign begins. */
const LEAD_MS = 12 * HOUR
/** After the last change; a second reading a day later proves that a post is gone. */
const REST_MS = 30 * HOUR
/** How many times as fast as real time: ten days pass in six minutes. */
export const CAMPAIGN_SPEED = 2_500
/** Accounts of the pool: fifty creators take some 400 requests a day. */
export const CAMPAIGN_ACCOUNTS = 12
/** A campaign lasts three weeks. */
const WINDOW_MS = 21 * DAY

const Made = z.object({ id: z.string() })
const Ids = z.object({ ids: z.array(z.string()) })

/** The ids that the stand-in gave to the posts of each account, in the order of its scripts. */
type PostIds = ReadonlyMap<string, readonly string[]>

/** Has all participants publish what their scripts say, now and later. */
async function publishScripts(
  { control }: LocalGramd,
  participants: readonly Participant[],
): Promise<PostIds> {
  const ids = new Map<string, readonly string[]>()
  for (const [username, scripts] of scriptsOf(participants)) {
    const made = await control.post(`/creators/${username}/posts`, scripts)
    ids.set(username, Ids.parse(made).ids)
  }
  return ids
}

const accountsOf = ({ creator, second }: Participant): string[] => [
  creator.username,
  ...(second ? [second.username] : []),
]

/** Reads all accounts once, so that gramd knows them; false when time ran out. */
async function readCreators(
  { api, databaseUrl }: LocalGramd,
  participants: readonly Participant[],
  signal: AbortSignal,
): Promise<boolean> {
  const usernames = participants.flatMap(accountsOf)
  await api.post('/api/tasks/scrape', { usernames })
  return await withConnection(databaseUrl, async (client) =>
    pollUntilDone({ signal, everyMs: POLL_MS }, async () => {
      const { rows } = await client.query<{ open: number }>(
        `select count(*)::integer as open from scrape_tasks
         where status in ('pending', 'running') and task_type = 'full_scrape'`,
      )
      const open = rows[0]?.open ?? 0
      return { isDone: open === 0, status: `${open} creators are to be read` }
    }),
  )
}

/** Sets the campaign up as a person does; returns its id. */
async function setUpCampaign(
  { api }: LocalGramd,
  participants: readonly Participant[],
  { name, startsAt }: { name: string; startsAt: number },
): Promise<string> {
  const { id } = Made.parse(
    await api.post('/api/campaigns', {
      name,
      client: 'Botam',
      handles: [BRAND.handle],
      hashtags: [BRAND.hashtag],
      links: [BRAND.link],
      starts_at: new Date(startsAt).toISOString(),
      ends_at: new Date(startsAt + WINDOW_MS).toISOString(),
      time_zone: 'Asia/Almaty',
    }),
  )
  const blogs = participants.map(({ creator }) => creator.username)
  await api.post(`/api/lists/${id}/members`, { blogs })
  await api.post(`/api/lists/${id}/members/move`, { to: 'agreed', blogs })
  await api.patch(`/api/campaigns/${id}`, {
    codes: participants.map(({ creator, agreement }) => ({
      code: agreement.code,
      blog: creator.username,
    })),
  })
  for (const { creator, second, agreement, promises } of participants) {
    if (second) await api.post('/api/persons/join', { blogs: [creator.username, second.username] })
    const promised = promises === 'story' ? 'stories' : formatOf(agreement)
    await api.post(`/api/campaigns/${id}/promises`, {
      blogs: [creator.username],
      posts: 0,
      [promised]: 1,
      due_at: new Date(agreement.dueAt).toISOString(),
    })
    await api.patch(`/api/lists/${id}/members/${creator.username}`, {
      price: String(Math.round(agreement.plays * 4)),
      currency: 'KZT',
    })
  }
  return id
}

const formatOf = ({ kind }: Participant['agreement']): 'reels' | 'posts' =>
  kind === 'reel' ? 'reels' : 'posts'

/** Lets participants act until a moment of world time; false when time ran out. */
const liveUntil = async (
  { worldNow }: LocalGramd,
  live: Live,
  { at, signal }: { at: number; signal: AbortSignal },
): Promise<boolean> =>
  await pollUntilDone({ signal, everyMs: POLL_MS }, async () => {
    await live.act(worldNow())
    const left = Math.max(0, at - worldNow())
    const status = `${(left / DAY).toFixed(1)} days of the campaign are left`
    return { isDone: left === 0, status }
  })

const Page = z.object({ data: z.array(z.unknown()) })

/** The number of stories that gramd stores of each creator whose profile became private. */
async function storedOfPrivate(
  { api }: LocalGramd,
  participants: readonly Participant[],
): Promise<Map<string, number>> {
  const stored = new Map<string, number>()
  for (const { creator, course } of participants) {
    if (course.privateFrom === undefined) continue
    const { data } = Page.parse(await api.get(`/api/stories?creator=${creator.username}`))
    stored.set(creator.username, data.length)
  }
  return stored
}

/** Compares what gramd says of the campaign with what its creators did. */
async function judgeCampaign(
  gramd: LocalGramd,
  id: string,
  { participants, ids, live }: { participants: readonly Participant[]; ids: PostIds; live: Live },
): Promise<Verdict> {
  const scripts = scriptsOf(participants)
  const stated = Results.parse(await gramd.api.get(`/api/campaigns/${id}/results`))
  const stored = await storedOfPrivate(gramd, participants)
  return judgeResults(participants, stated, {
    codeOf: ({ creator, second }, { by, script }) => {
      const username = by === 'second' ? (second ?? creator).username : creator.username
      const place = scripts.get(username)?.indexOf(script) ?? -1
      return shortcode(ids.get(username)?.[place] ?? '0')
    },
    stories: { published: (participant) => live.published(participant), stored },
  })
}

type CampaignRun = {
  gramd: LocalGramd
  seed: string
  worldAt: Date
  /** A value of `performance.now()`. */
  startedAt: number
  signal: AbortSignal
}

/** Runs the campaign from its set-up to a day after its last change, and judges its results. */
export async function runCampaign(run: CampaignRun): Promise<CampaignReport> {
  const { gramd, seed, worldAt, startedAt, signal } = run
  const startsAt = worldAt.getTime() + LEAD_MS
  const participants = buildParticipants(worldOf({ seed, worldAt }), startsAt)
  const ids = await publishScripts(gramd, participants)
  await addAccounts(gramd)
  const isRead = await readCreators(gramd, participants, signal)
  const id = await setUpCampaign(gramd, participants, { name: 'Botam winter', startsAt })
  const live = prepareLive(gramd.control, participants)
  const hasEnded = await liveUntil(gramd, live, { at: startsAt + COURSE_MS + REST_MS, signal })
  const verdict = await judgeCampaign(gramd, id, { participants, ids, live })
  const { violations, accounts } = await readReferee(gramd.control)
  const failures = [
    ...(isRead && hasEnded ? [] : ['time ran out before the campaign had ended']),
    ...verdictFailures(verdict),
    ...violationFailures(violations),
  ]
  const requests = sumOf(Object.values(accounts).map((account) => account.requests))
  return { minutes: minutesSince(startedAt), requests, ...verdict, failures }
}
