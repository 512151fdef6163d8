import type { Clock } from '../../src/base/clock.ts'
import type { ChatRequest } from './chat-request.ts'
import type { Usage } from './model.ts'

/** Rules whose violation costs money or data. */
export type Rule =
  /** Two batches with the same key in their metadata: the first reply was not looked up. */
  | 'double_create'
  /** A custom_id twice in one file. */
  | 'duplicate_custom_id'
  /** An image without `detail: "low"`. */
  | 'image_detail'
  /** A request without `max_completion_tokens`. */
  | 'missing_max_completion_tokens'
  /** User content that was answered well was paid again. */
  | 'paid_twice'

export type Violation = {
  rule: Rule
  /** World time, ISO 8601. */
  at: string
  batch_id: string | null
  custom_id: string | null
  detail: string
}

type Place = { batch_id: string | null; custom_id: string | null }
type Payment = Place & { contentHash: string; isGood: boolean; usage: Usage }

/** Watches the client and records violations. */
export type Referee = {
  sent(request: ChatRequest, place: Place): void
  batchMade(batchId: string, metadata: Readonly<Record<string, string>> | null): void
  duplicate(place: Place): void
  paid(payment: Payment): void
  violations(): readonly Violation[]
  /** All violations by rule, also beyond the stored ones. */
  counts(): Partial<Record<Rule, number>>
  totals(): { answered: number; good: number; input_tokens: number; output_tokens: number }
}

const MAX_VIOLATIONS = 1_000
const MAX_REMEMBERED = 500_000
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

export function createReferee(clock: Clock): Referee {
  const violations: Violation[] = []
  const counts = new Map<Rule, number>()
  const batchKeys = new Map<string, string>()
  const answeredBy = new Map<string, string>()
  const totals = { answered: 0, good: 0, input_tokens: 0, output_tokens: 0 }

  const record = (rule: Rule, place: Place, detail: string): void => {
    counts.set(rule, (counts.get(rule) ?? 0) + 1)
    const { batch_id, custom_id } = place
    if (violations.length >= MAX_VIOLATIONS) return
    violations.push({ rule, at: clock.now().toISOString(), batch_id, custom_id, detail })
  }

  return {
    sent(request, place) {
      const detail = request.images.find((image) => image.detail !== 'low')?.detail
      if (detail !== undefined) record('image_detail', place, `image with detail ${detail}`)
      if (request.maxCompletionTokens === undefined) {
        record('missing_max_completion_tokens', place, 'the answer has no upper limit')
      }
    },
    batchMade(batchId, metadata) {
      for (const key of keysOf(metadata)) {
        const earlier = batchKeys.get(key)
        const place = { batch_id: batchId, custom_id: null }
        if (earlier !== undefined) record('double_create', place, `${key} is also of ${earlier}`)
        remember(batchKeys, key, batchId)
      }
    },
    duplicate: (place) => record('duplicate_custom_id', place, 'twice in one file'),
    paid({ contentHash, isGood, usage, ...place }) {
      const earlier = answeredBy.get(contentHash)
      if (earlier !== undefined) record('paid_twice', place, `answered before in ${earlier}`)
      if (isGood) remember(answeredBy, contentHash, place.batch_id ?? 'a direct request')
      totals.answered += 1
      totals.good += isGood ? 1 : 0
      totals.input_tokens += usage.prompt_tokens
      totals.output_tokens += usage.completion_tokens
    },
    violations: () => violations,
    counts: () => Object.fromEntries(counts),
    totals: () => ({ ...totals }),
  }
}

/** The key of a batch in its metadata: its UUIDs, or all metadata without one. */
function keysOf(metadata: Readonly<Record<string, string>> | null): string[] {
  const entries = Object.entries(metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const ids = entries.filter(([, value]) => UUID.test(value))
  if (ids.length > 0) return ids.map(([name, value]) => `${name}=${value}`)
  return entries.length > 0 ? [entries.map(([name, value]) => `${name}=${value}`).join('&')] : []
}

/** Keeps the first value of each key, and drops the oldest keys above its limit. */
function remember(map: Map<string, string>, key: string, value: string): void {
  if (map.has(key)) return
  map.set(key, value)
  const oldest = map.keys().next()
  if (map.size > MAX_REMEMBERED && !oldest.done) map.delete(oldest.value)
}
