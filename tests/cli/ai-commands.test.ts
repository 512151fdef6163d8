import { expect, test } from 'vitest'
import { AI_COMMANDS } from '../../src/cli/ai-commands.ts'
import type { ApiClient } from '../../src/cli/api-client.ts'

/** What a command sends to the API. */
async function sent(name: string, options: Record<string, string> = {}): Promise<unknown[]> {
  const calls: unknown[] = []
  const api: ApiClient = {
    download: async () => await Promise.reject(new Error('no file was asked for')),
    send: async (method, path) => {
      calls.push(method, path)
      return null
    },
  }
  const command = AI_COMMANDS.find((each) => each.name === name)
  await command?.run(api, { words: [], options, flags: new Set() })
  return calls
}

test('an estimate and costs are read, and sending is resumed', async () => {
  expect(await sent('ai estimate')).toEqual(['GET', '/api/ai/estimate'])
  expect(await sent('ai costs')).toEqual(['GET', '/api/ai/costs'])
  expect(await sent('ai costs', { from: '2026-11-01', to: '2026-11-21' })).toEqual([
    'GET',
    '/api/ai/costs?from=2026-11-01&to=2026-11-21',
  ])
  expect(await sent('ai resume')).toEqual(['POST', '/api/ai/resume'])
})
