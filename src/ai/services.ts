import type { Clock } from '../base/clock.ts'
import { UpstreamDownError } from '../base/errors.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db/database.ts'
import type { OpenAiGateway } from './openai/gateway.ts'
import type { AnswerMetrics } from './openai/metrics.ts'

/** What asking a model takes. */
export type AiServices = {
  db: Db
  clock: Clock
  config: Config
  /** Null without OPENAI_API_KEY. */
  openai: OpenAiGateway | null
  answerMetrics: AnswerMetrics
}

const NO_KEY_DELAY_MS = 15 * 60_000

/** The gateway; without a key, an error that puts the task back. */
export function gatewayOf({ openai }: Pick<AiServices, 'openai'>): OpenAiGateway {
  if (openai) return openai
  throw new UpstreamDownError('OPENAI_API_KEY is not set', NO_KEY_DELAY_MS)
}
