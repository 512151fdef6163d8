import { z } from 'zod'
import { ENDINGS } from './batch-life.ts'
import { draw } from './draw.ts'
import { HTTP_FAULTS } from './http-faults.ts'
import { ROW_FAULTS } from './row-faults.ts'
import { WEBHOOK_FAULTS } from './webhook-faults.ts'

/** The kinds of one table. */
const kindsOf = <T extends object>(table: T) =>
  z.enum(Object.keys(table) as [keyof T & string, ...(keyof T & string)[]])

const Pattern = z.string().refine(isPattern, 'is not a regular expression')
const Times = z.int().min(1)
const Share = z.number().min(0).max(1)

/** How the next batches end, or the batch with this id. */
const BatchRule = z.strictObject({
  on: z.literal('batch'),
  kind: kindsOf(ENDINGS),
  batch_id: z.string().optional(),
  times: Times.default(1),
  share_finished: Share.default(0.5),
  code: z.string().default('token_limit_exceeded'),
  message: z.string().default('Enqueued token limit reached.'),
  /** The faulty line, from 1. */
  line: z.int().min(1).nullable().default(null),
})

/** Faults of rows in batches created from now on: of matching rows, or of a share. */
const RowRule = z.strictObject({
  on: z.literal('row'),
  kind: kindsOf(ROW_FAULTS),
  /** A text within the user content or the custom_id. */
  match: Pattern.default(''),
  share: Share.default(1),
  /** Number of rows; by default all until the rule is removed. */
  times: Times.optional(),
})

/** Faults of HTTP requests. */
const HttpRule = z.strictObject({
  on: z.literal('http'),
  kind: kindsOf(HTTP_FAULTS),
  method: z.enum(['GET', 'POST', 'DELETE']).optional(),
  /** A regular expression for the path, which starts with `/v1`. */
  path: Pattern.default(''),
  /** Matching requests that pass first. */
  skip: z.int().min(0).default(0),
  times: Times.default(1),
  retry_after_seconds: z.number().min(0).default(1),
  status: z.int().min(500).max(599).default(500),
})

/** Faults of the events of batches. */
const WebhookRule = z.strictObject({
  on: z.literal('webhook'),
  kind: kindsOf(WEBHOOK_FAULTS),
  times: Times.default(1),
})

export const FaultRule = z.discriminatedUnion('on', [BatchRule, RowRule, HttpRule, WebhookRule])
export type FaultRule = z.input<typeof FaultRule>
export type BatchRule = z.output<typeof BatchRule>
type RowRule = z.output<typeof RowRule>
type HttpRule = z.output<typeof HttpRule>
type WebhookRule = z.output<typeof WebhookRule>

/** An active rule; `left` is how often it still applies, null without end. */
export type FaultEntry = {
  id: string
  rule: BatchRule | RowRule | HttpRule | WebhookRule
  skip: number
  left: number | null
}

/** The active rules. Taking a fault counts it as used. */
export type FaultBook = {
  /** ZodError: the rule is malformed. */
  add(rule: FaultRule): FaultEntry
  /** False for an unknown rule. */
  remove(id: string): boolean
  clear(): void
  list(): readonly FaultEntry[]
  takeForBatch(): BatchRule | undefined
  takeForRow(row: { batchId: string; customId: string; text: string }): RowRule | undefined
  takeForHttp(method: string, path: string): HttpRule | undefined
  takeForWebhook(): WebhookRule | undefined
}

export function createFaultBook(seed: string): FaultBook {
  const entries = new Map<string, FaultEntry>()
  let count = 0

  const take = <T extends FaultEntry['rule']>(
    isMeant: (rule: FaultEntry['rule'], id: string) => rule is T,
  ): T | undefined => {
    for (const entry of entries.values()) {
      const { id, rule } = entry
      if (!isMeant(rule, id)) continue
      if (entry.skip > 0) entry.skip -= 1
      else {
        if (entry.left !== null) entry.left -= 1
        if (entry.left === 0) entries.delete(id)
        return rule
      }
    }
    return undefined
  }

  return {
    add(input) {
      const rule = FaultRule.parse(input)
      count += 1
      const skip = rule.on === 'http' ? rule.skip : 0
      const entry = { id: `fault_${count}`, rule, skip, left: rule.times ?? null }
      entries.set(entry.id, entry)
      return entry
    },
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    list: () => [...entries.values()],
    takeForBatch: () => take((rule): rule is BatchRule => rule.on === 'batch'),
    takeForWebhook: () => take((rule): rule is WebhookRule => rule.on === 'webhook'),
    takeForRow: ({ batchId, customId, text }) =>
      take((rule, id): rule is RowRule => {
        if (rule.on !== 'row' || draw(seed, id, batchId, customId) >= rule.share) return false
        const pattern = new RegExp(rule.match, 'iu')
        return pattern.test(customId) || pattern.test(text)
      }),
    takeForHttp: (method, path) =>
      take(
        (rule): rule is HttpRule =>
          rule.on === 'http' &&
          (rule.method === undefined || rule.method === method) &&
          new RegExp(rule.path, 'u').test(path),
      ),
  }
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}
