import { describe, expect, test } from 'vitest'
import { isTerminal, parseBatch } from '../../../src/ai/openai/remote-batch.ts'

const answer = (fields: object = {}): object => ({
  id: 'batch_1',
  object: 'batch',
  status: 'in_progress',
  input_file_id: 'file-1',
  created_at: 1_795_000_000,
  request_counts: { total: 2, completed: 1, failed: 0 },
  ...fields,
})

describe('a batch object', () => {
  test.for([null, '', undefined])('that names a file %j has none', (id) => {
    expect(parseBatch(answer({ output_file_id: id, error_file_id: id }))).toMatchObject({
      outputFileId: null,
      errorFileId: null,
    })
  })

  test.for([null, undefined])('with counts %j has none yet', (request_counts) => {
    expect(parseBatch(answer({ request_counts })).counts).toEqual({
      total: 0,
      completed: 0,
      failed: 0,
    })
  })

  test.for([
    ['validating', false],
    ['in_progress', false],
    ['finalizing', false],
    ['cancelling', false],
    ['completed', true],
    ['failed', true],
    ['expired', true],
    ['cancelled', true],
  ] as const)('that is %s has ended: %s', ([status, hasEnded]) => {
    expect(isTerminal(parseBatch(answer({ status })).status)).toBe(hasEnded)
  })

  test('tells the first problem of its input with the line', () => {
    const data = [
      { code: 'invalid_json_line', message: 'This line is no JSON.', line: 3, param: null },
      { code: 'other', message: 'Another.', line: 4, param: null },
    ]
    expect(
      parseBatch(answer({ status: 'failed', errors: { object: 'list', data } })),
    ).toMatchObject({
      error: { code: 'invalid_json_line', message: 'This line is no JSON. (line 3)' },
      faultyLines: [3, 4],
    })
    expect(parseBatch(answer({ errors: { object: 'list', data: [] } }))).toMatchObject({
      error: null,
      faultyLines: [],
    })
  })

  test.for([{}, { error: { message: 'No such batch' } }, answer({ status: 'pondering' }), null])(
    'of another shape is an unexpected answer',
    (given) => {
      expect(() => parseBatch(given)).toThrow(
        expect.objectContaining({ code: 'openai_unexpected_answer' }),
      )
    },
  )
})
