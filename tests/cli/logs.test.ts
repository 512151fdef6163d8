import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { showLogs, type LogsCall } from '../../src/cli/logs/show-logs.ts'

const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ level: 'info', time: '2026-11-23T01:02:03.000Z', msg: 'task done', ...fields })

const LOG = [
  line({ task_id: 1, account: 'our.reader' }),
  line({ task_id: 2, level: 'warn', msg: 'task retried', code: 'rate_limited' }),
  'Warning: Node says something',
  line({ task_id: 12, level: 'error', msg: 'task failed', account: 'Other.Reader' }),
]

const folder = await mkdtemp(join(tmpdir(), 'gramd-logs-'))
afterAll(async () => await rm(folder, { recursive: true, force: true }))

const fileOf = async (name: string, lines: readonly string[]): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, lines.map((each) => `${each}\n`).join(''))
  onTestFinished(async () => await rm(path, { force: true }))
  return path
}

/** What is printed; `stop` ends what is followed. */
function shown(call: Partial<LogsCall>) {
  const printed: string[] = []
  const stop = new AbortController()
  const ended = showLogs({
    files: [],
    filter: {},
    follow: false,
    isJson: false,
    terminal: { out: (text) => void printed.push(text) },
    stdin: Readable.from([]),
    signal: stop.signal,
    pollMs: 5,
    ...call,
  })
  return { printed, ended, stop: () => stop.abort() }
}

async function linesOf(call: Partial<LogsCall>): Promise<string[]> {
  const { printed, ended } = shown(call)
  await ended
  return printed
}

describe('gramd logs', () => {
  test('prints a file as it is for programs, and only the lines that fit every filter', async () => {
    const files = [await fileOf('gramd.log', LOG)]
    expect(await linesOf({ files })).toEqual(LOG)
    expect(await linesOf({ files, filter: { task: 12 } })).toEqual([LOG[3]])
    expect(await linesOf({ files, filter: { level: 'warn' } })).toEqual([LOG[1], LOG[3]])
    expect(await linesOf({ files, filter: { account: '@other.reader' } })).toEqual([LOG[3]])
    expect(await linesOf({ files, filter: { account: 'our.reader', level: 'warn' } })).toEqual([])
  })

  test('reads the journal and the log of a container from a pipe, whatever its chunks', async () => {
    const piped = [
      JSON.stringify({ PRIORITY: '6', MESSAGE: LOG[0] }),
      JSON.stringify({ MESSAGE: [...Buffer.from(line({ msg: 'көшпенді' }))] }),
      JSON.stringify({ MESSAGE: 'Started gramd.' }),
      `scraper-1  | ${LOG[3]}`,
    ].join('\n')
    const bytes = [...Buffer.from(piped)].map((byte) => Buffer.from([byte]))
    expect(await linesOf({ stdin: Readable.from(bytes) })).toEqual([
      LOG[0],
      line({ msg: 'көшпенді' }),
      'Started gramd.',
      LOG[3],
    ])
  })

  test('is readable on a terminal, and lets no text steer it', async () => {
    const terminal = { people: { columns: 100, hasColours: false } }
    const printed: string[] = []
    const hostile = [line({ reason: 'a\u001b[2Jb\u009b1mc' }), '\u001b[2Jraw']
    await linesOf({
      files: [await fileOf('pretty.log', [...LOG, ...hostile])],
      terminal: { ...terminal, out: (text) => void printed.push(text) },
    })
    expect(printed[0]).toMatch(
      /^\[2026-11-2\d \d\d:\d\d:03\] INFO: task done \{"task_id":1,"account":"our.reader"\}$/,
    )
    expect(printed[2]).toBe('Warning: Node says something')
    expect(printed.slice(4).join('')).not.toMatch(/\p{Cc}/u)
    expect(printed.slice(4).join('')).toContain('raw')
  })

  test('follows a file through rotation by rename and by truncation, and loses no line', async () => {
    const path = await fileOf('followed.log', [
      ...Array.from({ length: 30 }, (_, n) => line({ task_id: 1, n })),
      line({ task_id: 2 }),
    ])
    const { printed, ended, stop } = shown({ files: [path], follow: true, filter: { task: 1 } })
    const numbers = () => printed.map((each) => Number(/"n":(\d+)/.exec(each)?.[1]))
    // It begins with the last ones that fit.
    await expect.poll(numbers).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29])

    const added = line({ task_id: 1, n: 30 })
    await appendFile(path, added.slice(0, 20))
    await appendFile(path, `${added.slice(20)}\n`)
    await appendFile(path, `${line({ task_id: 1, n: 31 })}\n`)
    await rename(path, `${path}.1`)
    await appendFile(`${path}.1`, `${line({ task_id: 1, n: 32 })}\n`)
    await writeFile(path, `${line({ task_id: 1, n: 33 })}\n${line({ task_id: 2 })}\n`)
    await expect.poll(() => numbers().slice(10)).toEqual([30, 31, 32, 33])

    // Shorter than before, as after copytruncate.
    await truncate(path)
    await appendFile(path, `${line({ task_id: 1, n: 34 })}\n`)
    await expect.poll(() => numbers().slice(14)).toEqual([34])
    stop()
    await ended
    await rm(`${path}.1`)
  })

  test('says which file it cannot read, and what to do without one', async () => {
    await expect(linesOf({ files: [join(folder, 'no.log')] })).rejects.toThrow(
      /cannot read .*no\.log: /,
    )
    const stdin = Object.assign(Readable.from([]), { isTTY: true })
    await expect(linesOf({ stdin })).rejects.toThrow('journalctl -u gramd')
  })
})
