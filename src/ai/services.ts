import type { Clock } from '../base/clock.ts'
import { UpstreamDownError } from '../base/errors.ts'
import type { Logger } from '../base/log/log.ts'
import type { Count } from '../base/metrics.ts'
import type { CoreConfig } from '../settings/core.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { AiKind } from './kind.ts'
import type { OpenAiGateway } from './openai/gateway.ts'

export type AiServices = {
  db: Db
  clock: Clock
  config: CoreConfig
  /** Null without OPENAI_API_KEY. */
  openai: OpenAiGateway | null
  count: Count
  /** Most urgent first. */
  aiKinds: readonly AiKind<AiServices>[]
  erasures: {
    /**
     * Makes erasures wait until the transaction ends. Call it before taking any lock that an
     * erasure may also take, or both could deadlock.
     */
    lockOut(tx: Tx): Promise<void>
  }
}

export type AiContext<Services = AiServices> = {
  services: Services
  signal: AbortSignal
  log: Logger
}

const NO_KEY_DELAY_MS = 15 * 60_000

/** Throws UpstreamDownError, a snooze, without a key. */
export function gatewayOf({ openai }: Pick<AiServices, 'openai'>): OpenAiGateway {
  if (openai) return openai
  throw new UpstreamDownError('OPENAI_API_KEY is not set', NO_KEY_DELAY_MS)
}

export function kindNamed({ aiKinds }: Pick<AiServices, 'aiKinds'>, name: string) {
  const kind = aiKinds.find((each) => each.name === name)
  if (!kind) throw new Error(`no AI kind ${name}`)
  return kind
}
