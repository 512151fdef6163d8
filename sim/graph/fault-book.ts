import { z } from 'zod'
import { FAULTS } from './faults.ts'

const kinds = Object.keys(FAULTS) as [keyof typeof FAULTS, ...(keyof typeof FAULTS)[]]

export const FaultRule = z.strictObject({
  kind: z.enum(kinds),
  method: z.enum(['GET', 'POST', 'DELETE']).optional(),
  /** A regular expression for the path: `/facebook/v25.0/178…/media`, `/instagram/v25.0/me`. */
  path: z.string().refine(isPattern, 'is not a regular expression').default(''),
  /** Matching requests that pass first. */
  skip: z.int().min(0).default(0),
  /** Null: until the rule is removed. */
  times: z.int().min(1).nullable().default(1),
  status: z.int().min(400).max(599).optional(),
  code: z.int().default(2),
  subcode: z.int().optional(),
  message: z.string().default('An unexpected error has occurred. Please retry your request later.'),
  /** The message of Meta for the owner of the account. */
  user_message: z.string().optional(),
  retry_after_seconds: z.int().min(0).optional(),
  delay_ms: z.int().min(0).max(60_000).default(1_000),
})
export type FaultRule = z.input<typeof FaultRule>

/** An active rule; `left` is how often it still applies, null without end. */
export type FaultEntry = {
  id: string
  rule: z.output<typeof FaultRule>
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
  take(method: string, path: string): FaultEntry['rule'] | undefined
}

export function createFaultBook(): FaultBook {
  const entries = new Map<string, FaultEntry>()
  let count = 0
  return {
    add(input) {
      const rule = FaultRule.parse(input)
      count += 1
      const entry = { id: `fault_${count}`, rule, skip: rule.skip, left: rule.times }
      entries.set(entry.id, entry)
      return entry
    },
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    list: () => [...entries.values()],
    take(method, path) {
      for (const entry of entries.values()) {
        const { id, rule } = entry
        if (rule.method !== undefined && rule.method !== method) continue
        if (!new RegExp(rule.path, 'u').test(path)) continue
        if (entry.skip > 0) {
          entry.skip -= 1
          continue
        }
        if (entry.left !== null) entry.left -= 1
        if (entry.left === 0) entries.delete(id)
        return rule
      }
      return undefined
    },
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
