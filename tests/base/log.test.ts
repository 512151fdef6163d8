import { expect, test } from 'vitest'
import { createLogger, describeError } from '../../src/base/log/log.ts'

function keepText(level = 'debug', nowMs = () => 0) {
  const written: string[] = []
  return {
    log: createLogger({
      level,
      nowMs,
      destination: { write: (text) => void written.push(text) },
    }),
    written,
  }
}

test('an event is one line of JSON with its level, time and message', () => {
  const { log, written } = keepText()

  log.child({ task_id: 7 }).info({ code: 'x', note: 'two\nlines' }, 'task done')

  expect(written).toHaveLength(1)
  expect(written[0]?.trimEnd()).not.toContain('\n')
  expect(JSON.parse(written[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    task_id: 7,
    code: 'x',
    note: 'two\nlines',
    msg: 'task done',
  })
})

test('what is below the level is not written', () => {
  const { log, written } = keepText('warn')

  log.info('quiet')
  log.warn('loud')

  expect(written).toHaveLength(1)
})

test.for(['err', 'error'])(
  'an error under the name %s is told without its own properties',
  (name) => {
    const { log, written } = keepText()
    const error = Object.assign(new Error('it failed', { cause: new TypeError('fetch failed') }), {
      code: 'ECONNRESET',
      config: { headers: { 'x-key': 'hunter2' } },
      request: { auth: 'hunter2' },
    })

    log.warn({ [name]: error }, 'request failed')

    expect(written.join('')).not.toContain('hunter2')
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      [name]: {
        name: 'Error',
        message: 'it failed',
        code: 'ECONNRESET',
        stack: expect.stringContaining('log.test.ts'),
        cause: { name: 'TypeError', message: 'fetch failed' },
      },
    })
  },
)

test('secrets in the text of an error, its stack and its causes are hidden', () => {
  const url = 'postgres://gramd:hunter2@db:5432/gramd'
  const error = new Error(`cannot reach ${url}`, {
    cause: new Error('Authorization: Bearer hunter2'),
  })

  const text = JSON.stringify(describeError(error))

  expect(text).toContain('cannot reach')
  expect(text).not.toContain('hunter2')
  expect(JSON.stringify(describeError(`sessionid=hunter2`))).not.toContain('hunter2')
})

test('causes that run in a circle come to an end', () => {
  const error = new Error('outer')
  error.cause = new Error('inner', { cause: error })

  expect(JSON.stringify(describeError(error))).toContain('inner')
})

test('a failure that passes by itself is told once a minute, with how many like it were left out', () => {
  let nowMs = 0
  const { log, written } = keepText('debug', () => nowMs)
  const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const linesOf = (task_id?: number) => {
    log.warn({ err: away(), ...(task_id === undefined ? {} : { task_id }) }, 'claiming failed')
    return written.splice(0).map((line): unknown => JSON.parse(line))
  }

  expect(linesOf()).toHaveLength(1)
  for (const atMs of [1_000, 30_000, 59_999]) {
    nowMs = atMs
    expect(linesOf()).toEqual([])
  }
  expect(linesOf(1)).toHaveLength(1)
  log.child({ task_id: 2 }).warn({ err: away() }, 'claiming failed')
  log.warn({ err: away() }, 'leases not renewed')
  log.warn({ err: new Error('a defect') }, 'claiming failed')
  log.warn({ err: new Error('a defect') }, 'claiming failed')
  expect(written.splice(0)).toHaveLength(4)

  nowMs = 60_000
  expect(linesOf()).toMatchObject([{ msg: 'claiming failed', left_out: 3 }])
  expect(linesOf()).toEqual([])
})
