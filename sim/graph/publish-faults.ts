import { z } from 'zod'

/** The faults of a container or of its publication; a new kind is one more entry. */
const PUBLISH_FAULTS = {
  container_error: 'the next container ends in ERROR with this subcode',
  container_expired: 'the next container is EXPIRED at the first look',
  slow: 'the next container needs so many looks more until it is ready',
  ghost: 'the next publication is answered as a success, but there is no post',
  caption_lost: 'the next post has no caption',
  late: 'the next post is there only so many seconds of world time later',
} as const

const kinds = Object.keys(PUBLISH_FAULTS) as [PublishFaultKind, ...PublishFaultKind[]]
export type PublishFaultKind = keyof typeof PUBLISH_FAULTS

export const PublishFaultRule = z.strictObject({
  kind: z.enum(kinds),
  /** The account; any without it. */
  username: z.string().optional(),
  /** Matching containers or publications that pass first. */
  skip: z.int().min(0).default(0),
  times: z.int().min(1).default(1),
  subcode: z.int().default(2_207_082),
  polls: z.int().min(1).default(5),
  seconds: z.int().min(1).default(30),
})
export type PublishFaultRule = z.input<typeof PublishFaultRule>
type Rule = z.output<typeof PublishFaultRule>

export type PublishFaults = {
  /** ZodError: the rule is malformed. */
  add(rule: PublishFaultRule): void
  clear(): void
  /** The fault of this kind for an account, counted as used. */
  take(kind: PublishFaultKind, username: string): Rule | undefined
}

export function createPublishFaults(): PublishFaults {
  let rules: Rule[] = []
  return {
    add: (rule) => void rules.push(PublishFaultRule.parse(rule)),
    clear() {
      rules = []
    },
    take(kind, username) {
      const rule = rules.find(
        (each) => each.kind === kind && (each.username ?? username) === username,
      )
      if (!rule) return undefined
      if (rule.skip > 0) {
        rule.skip -= 1
        return undefined
      }
      rule.times -= 1
      if (rule.times === 0) rules = rules.filter((each) => each !== rule)
      return rule
    },
  }
}
