import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { progress } from '../../../console/parts/figures/progress.ts'
import type { Context, Job } from './kit.ts'

const endedOf = ({ total, waiting }: Job): number => total - waiting

/** The state of a job as a badge: running, or how it ended. */
export function jobState({ t }: Context, job: Job) {
  if (job.ended_at === null)
    return badge('running', t(job.cancelled_at === null ? 'isOpen' : 'isEnding'))
  if (job.cancelled_at !== null) return badge('cancelled', t('isCancelled'))
  return job.failed > 0
    ? badge('failed', t('endedWithFailures', { n: job.failed }))
    : badge('done', t('isDone'))
}

/** How many of its tasks have ended, as a bar with its numbers. */
export function jobProgress({ t, formats }: Context, job: Job) {
  const ended = endedOf(job)
  const label = t('endedOf', { n: job.total, ended: formats.number(ended) })
  return html`<div class="job-progress">
    ${progress({ value: ended, most: job.total, label })} <span>${label}</span>
  </div>`
}
