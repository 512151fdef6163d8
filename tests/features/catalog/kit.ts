import { sql } from 'kysely'
import type { Registry } from 'prom-client'
import { expect, onTestFinished } from 'vitest'
import { z } from 'zod'
import { startOpenAiSim, type OpenAiSim } from '../../../sim/openai/index.ts'
import type { Clock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { DraftAnswer } from '../../../src/features/catalog/extract/answer.ts'
import { catalog } from '../../../src/features/catalog/feature.ts'
import { scheduleStorePolls } from '../../../src/features/catalog/syncs/poll-store.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { Connected, startConnectionWorld, type ConnectionWorld } from '../connections/kit.ts'

type AnsweredProduct = DraftAnswer['products'][number]

/** What a model says of a product; evidence is the caption's words. */
export function says(
  product: Partial<AnsweredProduct> & {
    quote?: Partial<Record<'name' | 'price' | 'before', string>>
  },
): AnsweredProduct {
  const { quote = {}, ...given } = product
  const of = (words: string | undefined) => ({ caption: words ?? null, picture: null })
  return {
    name: 'Ankara dress',
    description: 'A dress of cotton.',
    price: null,
    currency: null,
    compare_at_price: null,
    category: null,
    tags: [],
    variants: [],
    pictures: [1],
    confidence: 0.95,
    evidence: { name: of(quote.name), price: of(quote.price), compare_at_price: of(quote.before) },
    ...given,
  }
}

/** A product whose name and price stand in the caption. */
export const one = (name: string, price: string, quote: string): AnsweredProduct =>
  says({ name, price, quote: { name, price: quote } })

export type CatalogWorld = ConnectionWorld & {
  catalogApi: TestApi
  openai: OpenAiSim
  token: string
  accountId: string
  storeId: string
  /** What the model answers about a caption; null refuses. */
  model: {
    answer: (caption: string | null) => Partial<DraftAnswer> | null
    asked: string[]
    /** What a direct answer waits for. */
    held: () => Promise<void>
  }
  /** Publishes a post of the shop. */
  publish(caption: string, post?: { type?: 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM' }): { id: string }
  get<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>>
  send(method: string, path: string, body?: unknown): Promise<Response>
  scan(options?: Record<string, unknown>): Promise<string>
  look(): Promise<void>
  /** Approves the newest draft; gives the product's id. */
  approveNewest(): Promise<string>
  /** Runs what is due, until nothing is. */
  runAll(): Promise<string[]>
}

/** Until so many transactions wait for locks of others. */
export async function untilHeldUp(db: Db, count: number): Promise<void> {
  const waiting = async (): Promise<number> => {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    )
    return rows.length
  }
  await expect.poll(waiting, { timeout: 10_000 }).toBe(count)
}

const SHOP = 'qahwa.co'

/** gramd with a shop's account on Meta's stand-in, and a model whose answers the test gives. */
export async function startCatalogWorld(
  db: Db,
  settings: Record<string, string> = {},
  registry?: Registry,
): Promise<CatalogWorld> {
  let clock: Clock | null = null
  const model: CatalogWorld['model'] = {
    answer: () => ({ is_product: false }),
    asked: [],
    held: async () => {},
  }
  const openai = await startOpenAiSim({
    seed: 'catalog',
    // Of rows of batches; refusals are faults of the stand-in there.
    script: (userText) => answerOf(model.answer(Asked.parse(JSON.parse(userText)).caption) ?? {}),
    clock: {
      now: () => clock?.now() ?? new Date(Date.UTC(2026, 10, 1, 12)),
      realMs: (ms) => ms,
      sleep: async () => await model.held(),
    },
    answerMs: 1,
  })
  onTestFinished(async () => await openai.close())
  const world = await startConnectionWorld(db, {
    registry,
    settings: {
      OPENAI_API_KEY: openai.apiKey,
      OPENAI_BASE_URL: openai.baseUrl,
      GRAMD_OWN_MEDIA_PICTURE_HOSTS: '127.0.0.1',
      ...settings,
    },
  })
  const { services, sim } = world
  clock = services.clock
  answerBy(world, model)
  const { token } = await world.person('seller')
  const routers = catalog.routes?.(services) ?? []
  const catalogApi = anApi(db, 'openapi' in routers ? [routers] : [...routers])
  const connected = await world.connect({ as: 'brand' }, { token })
  const { accountId, username } = Connected.parse(await connected.json())
  if (username !== SHOP) throw new Error(`the account is ${username}`)
  const send = async (method: string, path: string, body?: unknown): Promise<Response> =>
    await catalogApi.send(method, path, { token, ...(body !== undefined && { json: body }) })
  const created = await send('POST', '/api/stores', {
    name: 'Qahwa Styles',
    connection_id: accountId,
  })
  const { id: storeId } = z.object({ id: z.uuid() }).parse(await created.json())
  const runAll = async (): Promise<string[]> => {
    const ran: string[] = []
    for (;;) {
      const { rows } = await sql<{ task_type: string }>`
        select task_type from scrape_tasks where status = 'pending' and due_at <= world_now()
          and task_type = any (${catalog.tasks.map(({ name }) => name)}) and task_type <> 'draft_products'
        order by priority, due_at limit 1`.execute(db)
      const [next] = rows
      if (!next) return ran
      await world.run(next.task_type)
      ran.push(next.task_type)
    }
  }
  return {
    ...world,
    catalogApi,
    openai,
    token,
    accountId,
    storeId,
    model,
    send,
    runAll,
    publish: (caption, post = {}) =>
      sim.control.addPost(SHOP, { caption, type: 'IMAGE', product: 'FEED', ...post }),
    get: async (path, shape) => shape.parse(await (await send('GET', path)).json()),
    async scan(options = {}) {
      const answer = await send('POST', '/api/instagram/scan', { store: storeId, ...options })
      if (answer.status !== 202) throw new Error(await answer.text())
      const { scanId } = z.object({ scanId: z.uuid() }).parse(await answer.json())
      await runAll()
      return scanId
    },
    async approveNewest() {
      const drafts = await send('GET', `/api/products/drafts?store=${storeId}&limit=1`)
      const [newest] = Drafts.parse(await drafts.json()).data
      const approved = await send('POST', `/api/products/drafts/${newest?.id ?? ''}/approve`)
      return Product.parse(await approved.json()).id
    },
    async look() {
      await services.queue.enqueue(db, scheduleStorePolls, {})
      await runAll()
    },
  }
}

const Asked = z.object({ caption: z.string().nullable() })
const answerOf = (answer: Partial<DraftAnswer>): DraftAnswer => ({
  is_product: true,
  reason: '',
  products: [],
  ...answer,
})

/** The answers are the test's; they still come over the wire, so that money and tokens are counted. */
function answerBy({ services }: ConnectionWorld, model: CatalogWorld['model']): void {
  const { openai } = services
  if (!openai) throw new Error('there is no gateway')
  services.openai = {
    ...openai,
    async complete(body, call) {
      const end = await openai.complete(body, call)
      const content = body.messages.at(-1)?.content
      const [text] = Array.isArray(content) ? content : []
      const { caption } = Asked.parse(JSON.parse(text?.type === 'text' ? text.text : '{}'))
      model.asked.push(caption ?? '')
      const answer = model.answer(caption)
      if (end.kind !== 'answer') return end
      if (answer === null) return { kind: 'refusal', message: 'no', usage: end.usage }
      return { ...end, value: answerOf(answer) }
    },
  }
}

export const Draft = z.looseObject({
  id: z.uuid(),
  status: z.string(),
  name: z.string(),
  price: z.string().nullable(),
  compare_at_price: z.string().nullable(),
  variants: z.array(z.object({ option: z.string(), value: z.string() })),
  confidence: z.number(),
  flags: z.array(z.string()),
  evidence: z.record(z.string(), z.unknown()),
  edited: z.array(z.string()),
  product_id: z.uuid().nullable(),
  possible_duplicate: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  possible_duplicate_draft: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  post: z.looseObject({
    media_id: z.string(),
    caption: z.string().nullable(),
    deleted: z.boolean(),
    pictures: z.array(z.object({ number: z.int(), hash: z.string().nullable() })),
  }),
})
export const Drafts = z.object({ data: z.array(Draft), next_cursor: z.string().nullable() })
export const Product = z.looseObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  price: z.string().nullable(),
  status: z.string(),
  touched: z.array(z.string()),
  pictures: z.array(z.string()),
  open_conflicts: z.int(),
  source_deleted_at: z.string().nullable(),
  source_dropped_at: z.string().nullable(),
})
export const Scan = z.looseObject({
  status: z.string(),
  progress: z.object({
    total: z.int(),
    processed: z.int(),
    draftsCreated: z.int(),
    updated: z.int(),
    skipped: z.int(),
    failed: z.int(),
  }),
  requests: z.int(),
  costUsd: z.number(),
  waitsFor: z.string().nullable(),
})
