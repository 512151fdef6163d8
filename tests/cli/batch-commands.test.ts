import { expect, test } from 'vitest'
import type { ApiClient } from '../../src/cli/api-client.ts'
import { BATCH_COMMANDS } from '../../src/cli/batch-commands.ts'
import { runApiCommand } from '../../src/cli/run-command.ts'

const ID = '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44'

/** What a command sends to the API. */
async function sent(
  name: string,
  words: string[] = [],
  options: Record<string, string> = {},
): Promise<string[]> {
  const calls: string[] = []
  const api: ApiClient = {
    download: async () => await Promise.reject(new Error('no file was asked for')),
    send: async (method, path) => {
      calls.push(`${method} ${path}`)
      return null
    },
  }
  const command = BATCH_COMMANDS.find((each) => each.name === name)
  await command?.run(api, { words, options, flags: new Set(['json']) })
  return calls
}

test('batches are listed, shown, looked into and cancelled', async () => {
  expect(await sent('batches list')).toEqual(['GET /api/batches'])
  const page = { status: 'failed', model: 'gpt-6-luna', limit: '5', cursor: 'abc' }
  expect(await sent('batches list', [], page)).toEqual([
    'GET /api/batches?status=failed&model=gpt-6-luna&limit=5&cursor=abc',
  ])
  expect(await sent('batches show', [ID])).toEqual([`GET /api/batches/${ID}`])
  expect(await sent('batches rows', [ID], { outcome: 'refusal', limit: '5' })).toEqual([
    `GET /api/batches/${ID}/rows?outcome=refusal&limit=5`,
  ])
  expect(await sent('batches cancel', [ID])).toEqual([`POST /api/batches/${ID}/cancel`])
})

test.for([
  ['batches', 'show'],
  ['batches', 'cancel', '--json'],
  ['batches', 'list', '--state', 'failed'],
])('%j is no command', async (args) => {
  const errors: string[] = []
  const print = { out: () => undefined, err: (line: string) => void errors.push(line) }

  expect(await runApiCommand(args, { GRAMD_TOKEN: 'token' }, print)).toBe(2)
  expect(errors.join('\n')).toContain('usage: gramd batches')
})
