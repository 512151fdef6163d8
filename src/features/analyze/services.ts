import type { AiServices } from '../../ai/services.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Services } from '../manifest.ts'

/** What this feature takes of all services. */
export type AnalyzeServices = AiServices &
  Pick<Services, 'config' | 'erasures'> & {
    queue: Pick<Queue<Services>, 'enqueue' | 'wake'>
  }
