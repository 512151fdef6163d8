import { setTimeout as delay } from 'node:timers/promises'
import type { ApiClient } from './api-client.ts'
import type { Tools } from './command.ts'
import { callOperation } from './operation-request.ts'
import { flag } from './option.ts'
import { fieldAt } from './show/answer.ts'

/** The option of commands that start a job. */
export const WAIT = { wait: flag('wait until all that this starts has ended, and show the counts') }

const POLL_MS = 2_000

type Waiting = Pick<Tools, 'report'> & { wait: boolean | undefined; pollMs?: number }

/**
 * Waits for the end of the job that an answer names, and returns the answer with the job as it
 * ended. Without `--wait`, or when nothing was started, returns the answer at once.
 */
export async function waitForJob(
  api: ApiClient,
  answer: unknown,
  { wait, report, pollMs = POLL_MS }: Waiting,
): Promise<unknown> {
  const id = fieldAt(answer, 'job_id')
  if (!wait || typeof id !== 'string') return answer
  let before = ''
  for (;;) {
    const job = await callOperation(api, 'getJob', { id })
    const counts = ['total', 'done', 'failed', 'cancelled'].map((name) => fieldAt(job, name))
    const [total, done, failed, cancelled] = counts.map(Number)
    const line = `${done} of ${total} done, ${failed} failed, ${cancelled} cancelled`
    if (line !== before) report({ event: 'job', data: job }, line)
    before = line
    if (fieldAt(job, 'ended_at') !== null) return { ...(answer as object), job }
    await delay(pollMs)
  }
}
