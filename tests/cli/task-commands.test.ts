import { expect, test } from 'vitest'
import { sent } from './sent.ts'

test('tasks are listed and counted by one filter', async () => {
  const options = { status: 'failed,cancelled', type: 'full_scrape', 'error-code': 'transient' }
  const filter = 'status=failed%2Ccancelled&task_type=full_scrape&error_code=transient'
  expect(await sent('tasks list', [], { ...options, limit: '5' })).toEqual([
    { method: 'GET', path: `/api/tasks?${filter}&limit=5` },
  ])
  expect(await sent('tasks count', [], { ...options, 'has-failed-attempts': 'on' })).toEqual([
    { method: 'GET', path: `/api/tasks/counts?${filter}&has_failed_attempts=true` },
  ])
})

test('attempts, errors, throughput and stalls are read', async () => {
  expect(await sent('tasks attempts', ['7'])).toEqual([
    { method: 'GET', path: '/api/tasks/7/attempts' },
  ])
  expect(await sent('tasks errors')).toEqual([{ method: 'GET', path: '/api/tasks/errors' }])
  expect(await sent('tasks throughput', [], { hours: '3' })).toEqual([
    { method: 'GET', path: '/api/tasks/throughput?hours=3' },
  ])
  expect(await sent('tasks stalls')).toEqual([{ method: 'GET', path: '/api/tasks/stalls' }])
})

test('a task is prioritized', async () => {
  expect(await sent('tasks prioritize', ['7', '1'])).toEqual([
    { method: 'PATCH', path: '/api/tasks/7', body: { priority: 1 } },
  ])
})

test('all that match are retried when their number is the one that was told', async () => {
  const options = { 'error-code': 'transient' }
  const call = { method: 'POST', path: '/api/tasks/bulk' }
  const body = { action: 'retry', filter: { error_code: ['transient'] } }
  expect(await sent('tasks bulk', ['retry'], options, ['dry-run'])).toMatchObject([
    { ...call, body: { ...body, dry_run: true } },
  ])
  expect(await sent('tasks bulk', ['retry'], { ...options, expected: '103' })).toMatchObject([
    { ...call, body: { ...body, expected: 103 } },
  ])
})
