import type { Clock } from '../base/clock.ts'
import { UpstreamDownError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import type { Count } from '../base/metrics.ts'
import type { CoreConfig } from '../settings/core.ts'
import type { Db, Tx } from '../db/database.ts'
import type { AiKind } from './kind.ts'
import type { OpenAiGateway } from './openai/gateway.ts'

/** What asking a model takes. */
export type AiServices = {
  db: Db
  clock: Clock
  config: CoreConfig
  /** Null without OPENAI_API_KEY. */
  openai: OpenAiGateway | null
  count: Count
  /** Everything that a model is asked, most urgent first. */
  aiKinds: readonly AiKind<AiServices>[]
  erasures: {
    /**
     * Makes erasures wait until the transaction ends. Called before anything else is locked that an
     * erasure may want, or the two could wait for each other.
     */
    lockOut(tx: Tx): Promise<void>
  }
}

/** What the work of a batch or a call runs with; the signal stops it. */
export type AiContext<Services = AiServices> = {
  services: Services
  signal: AbortSignal
  log: Logger
}

const NO_KEY_DELAY_MS = 15 * 60_000

/** The gateway; without a key, an error that puts the task back. */
export function gatewayOf({ openai }: Pick<AiServices, 'openai'>): OpenAiGateway {
  if (openai) return openai
  throw new UpstreamDownError('OPENAI_API_KEY is not set', NO_KEY_DELAY_MS)
}

/** The kind that a batch or a call is of. */
export function kindNamed({ aiKinds }: Pick<AiServices, 'aiKinds'>, name: string) {
  const kind = aiKinds.find((each) => each.name === name)
  if (!kind) throw new Error(`no AI kind ${name}`)
  return kind
}
