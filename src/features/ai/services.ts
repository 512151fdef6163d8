import type { AiServices } from '../../ai/services.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Services } from '../services.ts'

/** The services that this feature needs. */
export type BatchServices = AiServices & {
  queue: Pick<Queue<Services>, 'enqueue' | 'wake'>
}
