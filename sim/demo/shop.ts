import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { LocalGramd } from '../run/local-gramd.ts'
import { connect } from './own-accounts.ts'

/** The result of one shop's posts. */
export type ShopOutcome = {
  store: string
  username: string
  posts: number
  drafts: number
  skipped: number
  costUsd: number
  approved: { name: string; price: string | null; currency: string; evidence: string | null }[]
}

const PERSON = 'shop-kes'
const POSTS = 20
const APPROVED = 3
const POLL_MS = 250

const Store = z.object({ id: z.string(), name: z.string() })
const Begun = z.object({ scanId: z.string() })
const Scan = z.object({
  status: z.string(),
  progress: z.object({ total: z.int(), draftsCreated: z.int(), skipped: z.int() }),
  costUsd: z.number(),
})
const Drafts = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      price: z.string().nullable(),
      currency: z.string(),
      evidence: z.record(
        z.string(),
        z.union([
          z.object({ kind: z.literal('caption'), start: z.int(), end: z.int() }),
          z.object({ kind: z.literal('picture'), number: z.int() }),
        ]),
      ),
      post: z.object({ caption: z.string().nullable() }),
    }),
  ),
})
type Draft = z.output<typeof Drafts>['data'][number]

/** Opens a store for a connected shop, scans its newest posts, and approves the surest drafts. */
export async function scanShop(gramd: LocalGramd, signal: AbortSignal): Promise<ShopOutcome> {
  const { api } = gramd
  const { accountId, username } = await connect(gramd, 'facebook', PERSON)
  const input = { name: 'Qahwa Styles', currency: 'KES', connection_id: accountId }
  const { id: store, name } = Store.parse(await api.post('/api/stores', input))
  const { scanId } = Begun.parse(await api.post('/api/instagram/scan', { store, limit: POSTS }))
  const scan = await untilRead(gramd, scanId, signal)
  const found = Drafts.parse(await api.get(`/api/products/drafts?store=${store}&confidence=high`))
  const chosen = found.data.filter(({ price }) => price !== null).slice(0, APPROVED)
  await api.post('/api/products/drafts/batch-approve', { ids: chosen.map(({ id }) => id) })
  return {
    store: name,
    username,
    posts: scan.progress.total,
    drafts: scan.progress.draftsCreated,
    skipped: scan.progress.skipped,
    costUsd: scan.costUsd,
    approved: chosen.map((draft) => ({
      name: draft.name,
      price: draft.price,
      currency: draft.currency,
      evidence: evidenceOf(draft),
    })),
  }
}

async function untilRead(
  { api }: LocalGramd,
  scanId: string,
  signal: AbortSignal,
): Promise<z.output<typeof Scan>> {
  for (;;) {
    const scan = Scan.parse(await api.get(`/api/instagram/scan/${scanId}`))
    if (scan.status !== 'running') return scan
    await delay(POLL_MS, undefined, { signal })
  }
}

function evidenceOf({ evidence, post: { caption } }: Draft): string | null {
  const { price } = evidence
  if (!price) return null
  if (price.kind === 'picture') return `picture ${price.number}`
  return caption?.slice(price.start, price.end) ?? null
}

/** Describes what was read and approved, in at most 80 columns. */
export function describeShop(outcome: ShopOutcome): string {
  const { store, username, posts, drafts, skipped, costUsd, approved } = outcome
  return [
    '',
    `Store “${store}”: ${posts} posts of @${username} were read for $${costUsd.toFixed(3)};`,
    `${drafts} drafts of products, ${skipped} posts sell nothing. ${approved.length} drafts were approved:`,
    ...approved.map(({ name, price, currency, evidence }) =>
      `- ${name}: ${currency} ${price ?? '–'}, as the post says: ${JSON.stringify(evidence)}`.slice(
        0,
        80,
      ),
    ),
    '',
  ].join('\n')
}
