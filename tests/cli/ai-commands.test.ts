import { expect, test } from 'vitest'
import { sent } from './sent.ts'

test('an estimate and costs are read, and sending is resumed', async () => {
  expect(await sent('ai estimate')).toEqual([{ method: 'GET', path: '/api/ai/estimate' }])
  expect(await sent('ai status')).toEqual([{ method: 'GET', path: '/api/ai/status' }])
  expect(await sent('ai costs')).toEqual([{ method: 'GET', path: '/api/ai/costs' }])
  expect(await sent('ai resume')).toEqual([{ method: 'POST', path: '/api/ai/resume' }])
})

test.for([
  [{ from: '2026-11-01', to: '2026-11-21' }, 'from=2026-11-01&to=2026-11-21'],
  [{ from: '1.11.2026', to: 'yesterday' }, 'from=2026-11-01&to=2026-11-20'],
] as const)('costs take plain days: %j', async ([options, query]) => {
  expect(await sent('ai costs', [], options)).toEqual([
    { method: 'GET', path: `/api/ai/costs?${query}` },
  ])
})
