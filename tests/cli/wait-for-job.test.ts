import { expect, test } from 'vitest'
import type { ApiClient } from '../../src/cli/api-client.ts'
import { waitForJob } from '../../src/cli/wait-for-job.ts'
import { sent } from './sent.ts'

const STARTED = { created: 2, job_id: '0197a000-0000-7000-8000-000000000000' }
const job = (done: number) => ({
  total: 2,
  done,
  failed: 0,
  cancelled: 0,
  ended_at: done === 2 ? '2026-11-27T12:00:00Z' : null,
})

/** An API whose job gets further with each request. */
function anApi() {
  const paths: string[] = []
  const counts = [0, 0, 1, 2]
  const api: ApiClient = {
    send: async (_method, path) => {
      paths.push(path)
      return await Promise.resolve(job(counts.shift() ?? 2))
    },
    download: async () => await Promise.reject(new Error('no file was asked for')),
  }
  return { api, paths }
}

test('--wait reports what changes, and ends with the job', async () => {
  const { api, paths } = anApi()
  const lines: (string | undefined)[] = []
  const report = (_event: object, line?: string): void => void lines.push(line)

  const answer = await waitForJob(api, STARTED, { wait: true, report, pollMs: 0 })

  expect(answer).toEqual({ ...STARTED, job: job(2) })
  expect(new Set(paths)).toEqual(new Set([`/api/jobs/${STARTED.job_id}`]))
  expect(lines).toEqual([
    '0 of 2 done, 0 failed, 0 cancelled',
    '1 of 2 done, 0 failed, 0 cancelled',
    '2 of 2 done, 0 failed, 0 cancelled',
  ])
})

test('nothing is waited for without --wait, or without a job', async () => {
  const { api, paths } = anApi()
  const report = (): void => undefined

  expect(await waitForJob(api, STARTED, { wait: undefined, report })).toBe(STARTED)
  const nothing = { created: 0, job_id: null }
  expect(await waitForJob(api, nothing, { wait: true, report })).toBe(nothing)
  expect(paths).toEqual([])
})

test('jobs are listed, shown and cancelled', async () => {
  expect(await sent('jobs list', [], { kind: 'import', open: 'on' })).toEqual([
    { method: 'GET', path: '/api/jobs?kind=import&open=true' },
  ])
  const id = STARTED.job_id
  expect(await sent('jobs show', [id])).toEqual([{ method: 'GET', path: `/api/jobs/${id}` }])
  expect(await sent('jobs cancel', [id])).toEqual([
    { method: 'POST', path: `/api/jobs/${id}/cancel` },
  ])
})
