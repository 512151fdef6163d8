import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { batchLine, writeBatchFile, type BatchRequest } from '../../../src/ai/openai/batch-file.ts'
import { tempFolder } from './temp-folder.ts'

const requestOf = (row: number): BatchRequest => ({
  customId: `task-${row}`,
  body: { model: 'gpt-6-luna', messages: [{ role: 'user', content: `ы😀\n${row}` }] },
  promptTokens: 7 + row,
})

async function* requests(count: number): AsyncGenerator<BatchRequest> {
  for (let row = 0; row < count; row += 1) yield requestOf(row)
}

const somePath = async (): Promise<string> => join(await tempFolder(), 'input.jsonl')

test('every request is a line of its own', async () => {
  const path = await somePath()
  const written = await writeBatchFile(path, requests(3), { maxBytes: 1_000_000 })

  const text = await readFile(path, 'utf8')
  expect(written).toEqual({
    customIds: ['task-0', 'task-1', 'task-2'],
    bytes: Buffer.byteLength(text),
    promptTokens: 7 + 8 + 9,
    stoppedBy: null,
  })
  expect(text.endsWith('\n')).toBe(true)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(lines).toEqual(
    [0, 1, 2].map((row) => ({
      custom_id: `task-${row}`,
      method: 'POST',
      url: '/v1/chat/completions',
      body: requestOf(row).body,
    })),
  )
})

test('the file ends before the request that would make it too large', async () => {
  const path = await somePath()
  const size = Buffer.byteLength(batchLine(requestOf(0)))

  const written = await writeBatchFile(path, requests(9), { maxBytes: 2 * size + size / 2 })

  expect(written).toEqual({
    customIds: ['task-0', 'task-1'],
    bytes: 2 * size,
    promptTokens: 7 + 8,
    stoppedBy: 'bytes',
  })
  expect((await readFile(path)).length).toBe(2 * size)
})

test('lines that are longer than what is written at a time are whole', async () => {
  const path = await somePath()
  const system = { role: 'system' as const, content: 'Describe "it"' }
  const bodyOf = (row: number): BatchRequest['body'] => ({
    model: 'gpt-6-luna',
    max_completion_tokens: 100,
    response_format: { type: 'json_object' },
    messages: [
      system,
      {
        role: 'user',
        content: [
          { type: 'text', text: `Сегодня ${row}` },
          { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${'A'.repeat(row)}` } },
          { type: 'text', text: '' },
        ],
      },
    ],
  })
  const sizes = [10, 600_000, 2_500_000, 30, 400_000]
  const rows = sizes.map((row) => ({ customId: `task-${row}`, body: bodyOf(row), promptTokens: 1 }))
  async function* all(): AsyncGenerator<BatchRequest> {
    yield* rows
  }
  const { bytes } = await writeBatchFile(path, all(), { maxBytes: 10_000_000 })

  const text = await readFile(path, 'utf8')
  expect(Buffer.byteLength(text)).toBe(bytes)
  expect(text).toBe(rows.map(batchLine).join(''))
  const bodies = text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line).body)
  expect(bodies).toEqual(sizes.map(bodyOf))
})

test('the file ends before the request that there is no money for', async () => {
  const written = await writeBatchFile(await somePath(), requests(9), {
    maxBytes: 1_000_000,
    maxPromptTokens: Infinity,
    isAffordable: (count, promptTokens) => count + promptTokens <= 2 + 7 + 8,
  })

  expect(written).toMatchObject({ customIds: ['task-0', 'task-1'], stoppedBy: 'money' })
})

test('the file ends before the request that would take more prompt tokens than are left', async () => {
  const path = await somePath()
  const limited = async (maxPromptTokens: number, alwaysOne = false) =>
    await writeBatchFile(path, requests(9), { maxBytes: 1_000_000, maxPromptTokens, alwaysOne })

  expect(await limited(7 + 8)).toMatchObject({
    customIds: ['task-0', 'task-1'],
    promptTokens: 7 + 8,
    stoppedBy: 'tokens',
  })
  expect(await limited(6)).toMatchObject({ customIds: [], bytes: 0, stoppedBy: 'tokens' })
  expect(await limited(6, true)).toMatchObject({ customIds: ['task-0'], stoppedBy: 'tokens' })
  expect(await limited(1_000)).toMatchObject({ promptTokens: 99, stoppedBy: null })
})
