import type { Insertable } from 'kysely'
import { z } from 'zod'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { createClock, type Clock } from '../../../src/base/clock.ts'
import { loadConfig, type Config } from '../../../src/config.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { BlogPosts } from '../../../src/db/schema.ts'
import { recordScrape } from '../../../src/features/campaigns/record-scrape.ts'
import { operations } from '../../../src/features/campaigns/operations/index.ts'
import { ResultsView } from '../../../src/features/campaigns/results-view.ts'
import { campaigns } from '../../../src/features/campaigns/feature.ts'
import type { Services } from '../../../src/features/services.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { tieStored } from '../../../src/features/campaigns/tie.ts'
import { operations as lists } from '../../../src/features/lists/operations/index.ts'
import { background } from '../../fixtures/no-background.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect } from '../../fixtures/test.ts'
import { anApi, API_KEY, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'

export const configOf = (settings: Record<string, string> = {}): Config =>
  loadConfig({
    SCRAPER_API_KEY: API_KEY,
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
    ...settings,
  })

const queue = createQueue<Services>([], () => undefined)

/** What campaigns hear of the lists. */
const heard: Services['announce'] = async (tx, name, event) =>
  await campaigns.on?.[name]?.(tx, event, queue, configOf())

export const api = (db: Db, clock: Clock = createClock()): TestApi =>
  anApi(db, [
    mountOperations({ db, config: configOf(), clock }, operations),
    mountOperations({ db, announce: heard, background }, lists),
  ])

const Campaign = z.looseObject({ id: z.string(), name: z.string() })

export async function aCampaign(
  { send }: TestApi,
  json: object,
): Promise<z.output<typeof Campaign>> {
  const response = await send('POST', '/api/campaigns', { json })
  expect(response.status, await response.clone().text()).toBe(201)
  return Campaign.parse(await response.json())
}

const DAY_MS = 86_400_000
export const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS)

/** A campaign of ten days that runs, with creators who agreed. */
export async function aRunningCampaign(
  db: Db,
  { creators, ...setUp }: { creators: readonly string[] } & Record<string, unknown>,
) {
  const test = api(db)
  const ids = new Map<string, string>()
  for (const name of creators) ids.set(name, await aBlog(db, name, { scraped_at: new Date() }))
  const { id } = await aCampaign(test, {
    name: 'Winter',
    starts_at: daysAgo(10).toISOString(),
    ends_at: daysAgo(-10).toISOString(),
    handles: ['botamkids'],
    ...setUp,
  })
  const path = `/api/lists/${id}/members`
  await test.send('POST', path, { json: { blogs: creators } })
  await test.send('POST', `${path}/move`, { json: { to: 'agreed', blogs: creators } })
  let posts = 0
  return {
    id,
    ...test,
    blogId: (name: string): string => ids.get(name) ?? '',
    /** Sends a change, which must succeed. */
    async change(method: string, rest: string, json?: object): Promise<unknown> {
      const response = await test.send(method, `/api/campaigns/${id}${rest}`, { json })
      const text = await response.text()
      expect(response.status, text).toBeLessThan(300)
      return text === '' ? null : JSON.parse(text)
    },
    /** Stores a reel that a scrape has found. */
    async post(blogId: string, columns: Partial<Insertable<BlogPosts>> = {}): Promise<string> {
      posts += 1
      const platform_id = String(1_000 + posts)
      await db
        .insertInto('blog_posts')
        .values({
          blog_id: blogId,
          platform_id,
          code: `Ccode${posts}`,
          media_type: 'video',
          product_type: 'clips',
          taken_at: daysAgo(5),
          ...columns,
        })
        .execute()
      return platform_id
    },
    /** What the end of a scrape does for campaigns. */
    async scraped(blogId: string, at = new Date()): Promise<void> {
      await db.updateTable('blogs').set({ scraped_at: at }).where('id', '=', blogId).execute()
      await db.transaction().execute(async (tx) => {
        await recordScrape(tx, blogId, { posts: 20, retainedMs: 0 })
        await tieStored(tx, { authorId: blogId })
      })
    },
    async results(query = ''): Promise<z.output<typeof ResultsView>> {
      const response = await test.send('GET', `/api/campaigns/${id}/results${query}`)
      expect(response.status).toBe(200)
      return ResultsView.parse(await response.json())
    },
  }
}

export type RunningCampaign = Awaited<ReturnType<typeof aRunningCampaign>>
