import { UpstreamDownError } from '../../base/errors.ts'
import type { OpenAiGateway } from '../../ai/openai/gateway.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Services } from '../manifest.ts'

/** What this feature takes of all services. */
export type AnalyzeServices = Pick<
  Services,
  'db' | 'clock' | 'config' | 'openai' | 'answerMetrics' | 'erasures'
> & {
  queue: Pick<Queue<Services>, 'enqueue' | 'wake'>
}

const NO_KEY_DELAY_MS = 15 * 60_000

/** The gateway; without a key, an error that puts the task back. */
export function gatewayOf({ openai }: AnalyzeServices): OpenAiGateway {
  if (openai) return openai
  throw new UpstreamDownError('OPENAI_API_KEY is not set', NO_KEY_DELAY_MS)
}
