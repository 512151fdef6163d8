import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  parseResultLine,
  readResults,
  type ResultLine,
} from '../../../src/ai/openai/batch-results.ts'
import { tempFolder } from './temp-folder.ts'

const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }
const counted = { inputTokens: 7, outputTokens: 3 }

type Choice = {
  finish_reason?: string
  message: { content?: string | null; refusal?: string | null }
}

const line = (fields: object): string =>
  JSON.stringify({ id: 'batch_req_1', custom_id: 'task-1', ...fields })
const answered = (choice: Choice): string =>
  line({
    response: { status_code: 200, request_id: 'r', body: { choices: [choice], usage } },
    error: null,
  })
const said = (
  content: string | null,
  finish_reason = 'stop',
  refusal: string | null = null,
): string => answered({ finish_reason, message: { content, refusal } })

describe('a result line', () => {
  test.for<[string, string, object]>([
    ['an answer', said('{"a":[1]}'), { kind: 'answer', value: { a: [1] }, usage: counted }],
    ['a refusal', said(null, 'stop', 'No.'), { kind: 'refusal', message: 'No.', usage: counted }],
    ['an answer that was cut off', said('{"a":', 'length'), { kind: 'cut_off', usage: counted }],
    ['a filtered answer', said('', 'content_filter'), { kind: 'content_filter', usage: counted }],
    ['an answer that is no JSON', said('{"a":1},]'), { kind: 'invalid', usage: counted }],
    ['an answer without content', said(null), { kind: 'invalid', usage: counted }],
    [
      'an answer without choices',
      line({ response: { status_code: 200, body: { choices: [] } }, error: null }),
      { kind: 'invalid', usage: { inputTokens: 0, outputTokens: 0 } },
    ],
    [
      'a row that the API refused, whose error is null',
      line({
        response: { status_code: 400, body: { error: { code: 'bad', message: 'no' } } },
        error: null,
      }),
      { kind: 'row_error', status: 400, code: 'bad', message: 'no' },
    ],
    [
      'a row that failed without a word',
      line({ response: { status_code: 500, body: null }, error: null }),
      { kind: 'row_error', status: 500, code: 'http_500', message: '' },
    ],
    [
      'a row that timed out',
      line({ response: null, error: { code: 'request_timeout', message: 'late' } }),
      { kind: 'row_error', status: null, code: 'request_timeout', message: 'late' },
    ],
    [
      'a row that never ran before the batch expired',
      line({ response: null, error: { code: 'batch_expired', message: 'late' } }),
      { kind: 'expired' },
    ],
    [
      'a row that never ran before the batch was cancelled',
      line({ response: null, error: { code: 'batch_cancelled', message: '' } }),
      { kind: 'cancelled' },
    ],
  ])('tells %s', ([, text, end]) => {
    expect(parseResultLine(text)).toMatchObject({ kind: 'row', customId: 'task-1', end })
  })

  test.for([
    '',
    '{',
    'null',
    '[]',
    '{"custom_id":""}',
    '{"custom_id":5,"response":null}',
    line({ response: 3 }),
  ])('of %j is unreadable', (text) => {
    expect(parseResultLine(text)).toMatchObject({ kind: 'unreadable' })
  })

  test('that nests deeper than any answer is invalid, and costs no other', () => {
    const text = said(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    const parsed = parseResultLine(text)
    expect(parsed).toMatchObject({ kind: 'row', end: { kind: 'invalid' } })
    expect(JSON.stringify(parsed).length).toBeLessThan(300)
  })

  test.for([
    ['tokens', { prompt_tokens: 5_000_000_000, completion_tokens: 1 }],
    ['half a token', { prompt_tokens: 7, completion_tokens: 0.5 }],
  ])('that tells of impossible %s has told none', ([, usage]) => {
    const choices = [{ finish_reason: 'stop', message: { content: '{}' } }]
    const text = line({ response: { status_code: 200, body: { choices, usage } }, error: null })
    expect(parseResultLine(text)).toMatchObject({
      end: { kind: 'answer', usage: { inputTokens: 0, outputTokens: 0 } },
    })
  })

  test('that failed with a long code has a short one', () => {
    const text = line({ response: null, error: { code: 'x'.repeat(100_000), message: 'no' } })
    expect(parseResultLine(text)).toMatchObject({ end: { code: 'x'.repeat(500) } })
  })

  test('gives texts that the database takes, whatever the model escaped', () => {
    const text = said('{"a\\u0000":"x\\u0000y\\ud800z","b":["\\ud83d\\ude00"]}')
    expect(parseResultLine(text)).toMatchObject({ end: { value: { a: 'xyz', b: ['😀'] } } })
  })
})

async function read(text: string | Buffer): Promise<ResultLine[]> {
  const path = join(await tempFolder(), 'output.jsonl')
  await writeFile(path, text)
  const lines: ResultLine[] = []
  for await (const each of readResults(path)) lines.push(each)
  return lines
}

test('a line that cannot be read costs no other', async () => {
  const good = said('{}')
  const lines = await read([good, '{"cut": ', '', good, '\r', 'null', good].join('\n'))
  expect(lines.map((each) => each.kind)).toEqual(['row', 'unreadable', 'row', 'unreadable', 'row'])
})

test('a line separator inside an answer does not end its line', async () => {
  const text = said(JSON.stringify({ notes: 'one\u2028two\u2029three\u0085' })).replaceAll(
    '\\u2028',
    '\u2028',
  )
  expect(text).toContain('\u2028')
  expect(await read(`${text}\n`)).toMatchObject([
    { end: { kind: 'answer', value: { notes: 'one\u2028two\u2029three\u0085' } } },
  ])
})

test('lines that are longer than what is read at a time, and characters on its edge, stay whole', async () => {
  const notes = 'ы😀'.repeat(60_000)
  const text = said(JSON.stringify({ notes }))
  const lines = await read(`${text}\nx${text}\n${text}`)
  expect(lines).toMatchObject([
    { end: { value: { notes } } },
    { kind: 'unreadable' },
    { end: { value: { notes } } },
  ])
})
