import { expect, test } from 'vitest'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { COMMANDS } from '../../src/config.ts'
import { sent } from './sent.ts'

const ID = '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44'

/** What a command sends to the API. */
const asked = async (
  name: string,
  words: string[] = [],
  options: Record<string, string> = {},
): Promise<string[]> =>
  (await sent(name, words, options, ['json'])).map(({ method, path }) => `${method} ${path}`)

test('batches are listed, shown, looked into and cancelled', async () => {
  expect(await asked('batches list')).toEqual(['GET /api/batches'])
  const page = { status: 'failed', model: 'gpt-6-luna', limit: '5', cursor: 'abc' }
  expect(await asked('batches list', [], page)).toEqual([
    'GET /api/batches?status=failed&model=gpt-6-luna&limit=5&cursor=abc',
  ])
  expect(await asked('batches show', [ID])).toEqual([`GET /api/batches/${ID}`])
  expect(await asked('batches rows', [ID], { outcome: 'refusal', limit: '5' })).toEqual([
    `GET /api/batches/${ID}/rows?outcome=refusal&limit=5`,
  ])
  expect(await asked('batches cancel', [ID])).toEqual([`POST /api/batches/${ID}/cancel`])
})

test.for([
  ['batches', 'show'],
  ['batches', 'cancel', '--json'],
  ['batches', 'list', '--state', 'failed'],
])('%j is no command', async (args) => {
  const errors: string[] = []
  const print = { out: () => undefined, err: (line: string) => void errors.push(line) }

  expect(await runApiCommand(COMMANDS, args, { GRAMD_TOKEN: 'token' }, print)).toBe(2)
  expect(errors.join('\n')).toContain('usage: gramd batches')
})
