import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Clock } from '../../../src/base/clock.ts'
import type { GraphApi } from '../../../src/platforms/graph-api.ts'
import type { GraphCall, GraphLogin, GraphUsage } from '../../../src/platforms/graph-call.ts'
import { createGraphClient } from '../../../src/platforms/graph/client.ts'
import { createRefusedMetrics } from '../../../src/platforms/graph/refused-metrics.ts'
import { createOwnMediaReader } from '../../../src/platforms/reading/own-media.ts'
import { startGraphStandIn, type GraphStandIn } from '../../../sim/graph/index.ts'
import { LONGEST_LAG_HOURS } from '../../../sim/graph/world/metrics.ts'
import { failureOf } from './answering-server.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const REDIRECT = 'http://127.0.0.1:9/api/ig/auth/callback'
const RIGHTS = {
  facebook: [
    'instagram_basic',
    'pages_show_list',
    'pages_read_engagement',
    'instagram_manage_insights',
  ],
  instagram: ['instagram_business_basic', 'instagram_business_manage_insights'],
} satisfies Record<GraphLogin, string[]>

let nowMs = Date.parse('2026-11-20T10:00:00Z')
const clock: Clock = {
  now: () => new Date(nowMs),
  realMs: (ms) => ms,
  async sleep(ms) {
    nowMs += ms
  },
}

let sim: GraphStandIn
let client: GraphApi
let usage: GraphUsage[] = []
let states = 0

beforeAll(async () => {
  sim = await startGraphStandIn({ seed: 'client', clock })
  client = createGraphClient({
    version: 'v25.0',
    hosts: sim.hosts,
    apps: sim.apps,
    postsPerDay: 50,
    timeoutMs: 5_000,
    refusedMetrics: createRefusedMetrics(clock),
  })
})
afterAll(async () => await sim.close())
beforeEach(() => {
  usage = []
  sim.control.clearFaults()
  sim.control.clearRecords()
  sim.control.clearUsage()
})

const request = {
  signal: new AbortController().signal,
  onUsage: (told: readonly GraphUsage[]) => void usage.push(...told),
}

const callOf = (login: GraphLogin, token: string): GraphCall => ({ ...request, login, token })

/** From the dialog to the long-lived token. */
async function connect(
  login: GraphLogin,
  consent: Parameters<GraphStandIn['control']['consent']>[1],
): Promise<GraphCall> {
  states += 1
  const state = `a-state-that-nobody-guesses-${states}`
  const dialog = client.dialogUrl({ login, redirectUri: REDIRECT, state, scopes: RIGHTS[login] })
  const way = new URL(sim.control.consent(dialog, consent))
  expect(way.searchParams.get('state')).toBe(state)
  const code = way.searchParams.get('code') ?? ''
  const short = await client.exchangeCode({ login, code, redirectUri: REDIRECT }, request)
  const long = await client.extendToken(callOf(login, short.token))
  return callOf(login, long.token)
}

async function connectPage(as: string): Promise<{ call: GraphCall; id: string }> {
  const [page] = await client.pages(await connect('facebook', { as }))
  if (!page?.account) throw new Error('no page with an account')
  return { call: callOf('facebook', page.token), id: page.account.platformId }
}

async function allMedia(call: GraphCall, id: string) {
  const all = []
  for (let after: string | null = null; ;) {
    const page = await client.listMedia(call, id, { after, limit: 15 })
    all.push(...page.media)
    if (page.after === null) return all
    after = page.after
  }
}

describe('with Facebook Login', () => {
  test('from the dialog to the insights of every post, and no rule of Meta is broken', async () => {
    const user = await connect('facebook', { as: 'brand' })
    expect((await client.permissions(user)).granted).toEqual(
      expect.arrayContaining(RIGHTS.facebook),
    )
    const [page] = await client.pages(user)
    const account = page?.account
    if (!page || !account) throw new Error('no page')
    expect(account.username).toBe('qahwa.co')
    const state = await client.inspectToken(page.token, request)
    expect(state).toMatchObject({ isValid: true, kind: 'PAGE', expiresAt: null })
    const call = callOf('facebook', page.token)
    const profile = await client.profile(call, account.platformId)
    expect(profile).toMatchObject({ platformId: account.platformId, username: 'qahwa.co' })

    const media = await allMedia(call, account.platformId)

    expect(media).toHaveLength(40)
    expect(new Set(media.map(({ type }) => type))).toEqual(new Set(['REEL', 'IMAGE', 'CAROUSEL']))
    const ends = new Set<string>()
    for (const { platformId, type } of media) {
      const insights = await client.mediaInsights(call, { platformId, type })
      ends.add(
        insights.isFinal ? 'final' : Object.keys(insights.metrics).length > 0 ? 'some' : 'none',
      )
      if (insights.isFinal) expect(insights.gaps['views']).toBe('before_conversion')
    }
    expect(ends).toContain('final')
    expect(ends).toContain('some')
    expect(sim.control.violations()).toEqual([])
  })

  test('a connection reads through the port of own media', async () => {
    const { call, id } = await connectPage('brand')
    const used: string[] = []
    const reader = createOwnMediaReader(client, async (own, work) => {
      used.push(own.connectionId)
      return await work(call, id)
    })
    const own = { connectionId: 'c1', isUrgent: false, signal: request.signal }
    const page = await reader.listMedia(own, { after: null, limit: 5 })
    const [post] = page.media
    if (!post) throw new Error('no post')
    expect(await reader.media(own, post.platformId)).toEqual(post)
    expect((await reader.profile(own)).platformId).toBe(id)
    expect(await reader.mediaInsights(own, post)).toMatchObject({ isFinal: false })
    const day = new Date(nowMs - 3 * DAY)
    const insights = await reader.accountInsights(own, { day, withDemographics: false })
    expect(insights.demographics).toBeNull()
    expect(used).toEqual(['c1', 'c1', 'c1', 'c1', 'c1'])
  })

  test('the live stories have the id of the app and numbers for a day', async () => {
    const { call, id } = await connectPage('brand')
    const stories = await client.listStories(call, id)
    const [story] = stories
    if (!story) throw new Error('no story')
    expect(stories).toHaveLength(2)
    expect(story.storyId).toBe(story.platformId)
    const read = async () =>
      await client.mediaInsights(call, { platformId: story.platformId, type: 'STORY' })
    sim.control.set({ lagHours: 0 })
    nowMs = story.publishedAt.getTime() + 60_000
    expect(await read()).toMatchObject({ metrics: {}, gaps: { reach: 'too_few_viewers' } })
    nowMs = story.publishedAt.getTime() + 23 * HOUR
    const { metrics } = await read()
    expect(Number(metrics['reach'])).toBeGreaterThan(4)
    expect(metrics).toHaveProperty('replies')
    expect(metrics).toHaveProperty('navigation')
    sim.control.set({ lagHours: LONGEST_LAG_HOURS })

    nowMs = story.publishedAt.getTime() + DAY
    expect(await failureOf(read())).toMatchObject({ kind: 'gone' })
    const now = (await client.listStories(call, id)).map(({ platformId }) => platformId)
    expect(now).toHaveLength(2)
    expect(now).not.toContain(story.platformId)
    expect(sim.control.violations()).toEqual([])
  })

  test('a refused right leaves the rest', async () => {
    const decline = ['instagram_manage_insights']
    const user = await connect('facebook', { as: 'several', decline })
    expect((await client.permissions(user)).declined).toEqual(decline)
    const pages = await client.pages(user)
    expect(pages.filter(({ account }) => account === null)).toHaveLength(1)
    const tea = pages.find(({ account }) => account?.username === 'nomad.tea')
    if (!tea?.account) throw new Error('no page')
    const call = callOf('facebook', tea.token)
    const [post] = await allMedia(call, tea.account.platformId)
    if (!post) throw new Error('no post')
    const insights = await client.mediaInsights(call, post)
    expect(insights).toMatchObject({ metrics: {}, gaps: { views: 'right_missing' } })
  })

  test('the days of an account, and what small ones lack', async () => {
    const { call, id } = await connectPage('brand')
    const day = new Date(nowMs - 3 * DAY)
    const insights = await client.accountInsights(call, id, { day, withDemographics: true })
    expect(Number(insights.metrics['reach'])).toBeGreaterThan(0)
    expect(Object.keys(insights.demographics ?? {})).toEqual(['age', 'city', 'country', 'gender'])
    const small = await connectPage('small')
    const few = await client.accountInsights(small.call, small.id, { day, withDemographics: true })
    expect(few.gaps).toMatchObject({ follower_demographics: 'too_few_followers' })
    expect(sim.control.violations()).toEqual([])
  })

  test('another professional creator, by name', async () => {
    const { call, id } = await connectPage('brand')
    const discover = async (username: string) =>
      await client.discoverCreator(call, id, { username, posts: 12 })
    const creator = await discover('dana.draws')
    expect(creator?.profile).toMatchObject({ username: 'dana.draws', isPrivate: false })
    expect(creator?.profile.platformId).toMatch(/^\d+$/)
    expect(creator?.posts).toHaveLength(12)
    expect(creator?.posts.map(({ code }) => code)).toEqual(
      sim.control.truth
        .posts('dana.draws')
        .map(({ shortcode }) => shortcode)
        .slice(0, 12),
    )
    for (const name of ['just.aliya', 'nobody.at.all']) {
      expect(await failureOf(discover(name))).toMatchObject({ kind: 'gone', metaCode: 110 })
    }
    expect(sim.control.violations()).toEqual([])
  })

  test('usage is told, and a throttled account says how long', async () => {
    const { call, id } = await connectPage('brand')
    sim.control.setUsage({ account: 'qahwa.co', login: 'facebook' }, 100, 30)
    const error = await failureOf(client.listMedia(call, id, { after: null, limit: 10 }))
    expect(error).toMatchObject({ kind: 'throttled', retryAfterMs: 30 * 60_000 })
    expect(usage.some(({ scope, percent }) => scope === 'account' && percent >= 100)).toBe(true)
  })

  test('a used code, a deleted post, a dead token and a withdrawn grant say what they are', async () => {
    const { call, id } = await connectPage('brand')
    const [post] = await allMedia(call, id)
    if (!post) throw new Error('no post')
    sim.control.deletePost('qahwa.co', post.platformId)
    expect(await failureOf(client.media(call, post.platformId))).toMatchObject({ kind: 'gone' })
    sim.control.endTokens('brand', 'password')
    expect(await failureOf(client.profile(call, id))).toMatchObject({
      kind: 'reauth',
      metaCode: 190,
      metaSubcode: 460,
    })
    const user = await connect('facebook', { as: 'brand' })
    expect(await client.revoke(user)).toBe(true)
    expect(await failureOf(client.permissions(user))).toMatchObject({ kind: 'reauth' })
  })
})

describe('with Instagram Login', () => {
  test.for(['flat', 'data'] as const)(
    'everything is read with answers in the form %s',
    async (shape) => {
      sim.control.set({ shape })
      const call = await connect('instagram', { as: 'creator' })
      const profile = await client.profile(call, null)
      expect(profile).toMatchObject({ username: 'dana.draws', kind: 'creator' })
      const media = await allMedia(call, profile.platformId)
      expect(media).toHaveLength(40)
      const old = media.find(({ publishedAt }) => nowMs - publishedAt.getTime() > 3 * DAY)
      if (!old) throw new Error('no post')
      const insights = await client.mediaInsights(call, old)
      expect(Number(insights.metrics['views'])).toBeGreaterThan(0)
      const day = new Date(nowMs - 3 * DAY)
      const ofAccount = await client.accountInsights(call, profile.platformId, {
        day,
        withDemographics: false,
      })
      expect(Number(ofAccount.metrics['reach'])).toBeGreaterThan(0)
      nowMs += 2 * DAY
      const renewed = await client.refreshToken(call)
      expect(renewed.expiresInMs).toBeGreaterThan(50 * DAY)
      sim.control.set({ shape: 'flat' })
    },
  )

  test('a personal account is refused with its reason', async () => {
    const call = await connect('instagram', { as: 'personal' }).catch((error: unknown) => error)
    const error =
      call instanceof Error ? call : await failureOf(client.profile(call as GraphCall, null))
    expect(String(error)).toMatch(/personal|professional/i)
  })
})

test.for(['html', 'empty', 'truncate', 'half_json', 'drop'] as const)(
  'the fault %s is transient',
  async (kind) => {
    const { call, id } = await connectPage('small')
    sim.control.addFault({ kind, method: 'GET', path: String.raw`/\d+/media$` })
    const error = await failureOf(client.listMedia(call, id, { after: null, limit: 5 }))
    expect(error).toMatchObject({ kind: 'transient' })
    const page = await client.listMedia(call, id, { after: null, limit: 5 })
    expect(page.media).toHaveLength(5)
  },
)
