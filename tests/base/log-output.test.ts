import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Registry } from 'prom-client'
import { describe, expect, test, vi } from 'vitest'
import { registerLogLoss } from '../../src/base/metrics.ts'
import { createLogOutput } from '../../src/base/log/log-output.ts'

const failure = (code: string): Error => Object.assign(new Error(code), { code })

/** Something to write to: takes `room` bytes, then fails with `code`. */
function aSink() {
  const state = { room: Infinity, code: 'ENOSPC', text: '', tries: 0 }
  const sink = (bytes: Buffer): number => {
    state.tries += 1
    const taken = bytes.subarray(0, Math.min(state.room, bytes.length))
    if (taken.length === 0) throw failure(state.code)
    state.text += taken.toString()
    state.room -= taken.length
    return taken.length
  }
  return { state, sink }
}

describe('a log on a full disk', () => {
  test('drops what cannot be written, tries each line once, and counts', () => {
    const { state, sink } = aSink()
    const output = createLogOutput(sink)
    state.room = 0

    for (let n = 0; n < 1_000; n += 1) output.write(`line ${n}\n`)

    expect(state.tries).toBe(1_000)
    expect(output.loss()).toEqual({
      dropped: 1_000,
      failing: { since: expect.any(Date), code: 'ENOSPC' },
    })
  })

  test('says once that writing works again, and puts what follows on lines of its own', () => {
    const { state, sink } = aSink()
    const told: unknown[] = []
    const output = createLogOutput(sink, (loss) => {
      told.push(loss)
      output.write('works again\n')
    })
    state.room = 8
    output.write('one\n')
    output.write('two-and-more\n')
    output.write('three\n')
    expect(state.text).toBe('one\ntwo-')

    state.room = Infinity
    output.write('four\n')
    output.write('five\n')

    expect(state.text).toBe('one\ntwo-\nfour\nworks again\nfive\n')
    expect(told).toEqual([{ dropped: 2, since: expect.any(Date), code: 'ENOSPC' }])
    expect(output.loss()).toEqual({ dropped: 2, failing: null })
  })

  test('shows how many lines were dropped in the metrics', async () => {
    const registry = new Registry()
    let dropped = 3
    registerLogLoss(registry, () => ({ dropped, failing: null }))
    expect(await registry.metrics()).toContain('\ngramd_log_lines_dropped_total 3')
    dropped = 5
    expect(await registry.metrics()).toContain('\ngramd_log_lines_dropped_total 5')
  })
})

describe('a log whose reader stands still', () => {
  test('waits for it in bounded memory without waiting itself, in the order of the lines', async () => {
    vi.useFakeTimers()
    try {
      const { state, sink } = aSink()
      const told: { dropped: number }[] = []
      const output = createLogOutput(sink, (loss) => told.push(loss))
      Object.assign(state, { code: 'EAGAIN', room: 6 })
      const line = `${'x'.repeat(1_023)}\n`
      output.write('one\n')
      output.write('two\n')
      for (let n = 0; n < 2_000; n += 1) output.write(line)

      const { dropped } = output.loss()
      expect(dropped).toBeGreaterThanOrEqual(2_000 - 1_024)
      expect(state.tries).toBeLessThan(10)

      state.room = Infinity
      await vi.advanceTimersByTimeAsync(100)
      expect(state.text).toBe(`one\ntwo\n${line.repeat(2_000 - dropped)}`)
      expect(told).toMatchObject([{ dropped }])
      expect(output.loss().failing).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })

  test('is given up when the process ends, after a while', () => {
    const { state, sink } = aSink()
    const output = createLogOutput(sink)
    Object.assign(state, { code: 'EAGAIN', room: 0 })
    output.write('one\n')

    const startedAt = performance.now()
    output.close(30)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    state.room = Infinity
    output.close(30)
    expect(state.text).toBe('one\n')
  })
})

/** A process that logs `lines` lines, as gramd does, and then says on standard error what became of them. */
const LOGS = `
  import { openLog } from ${JSON.stringify(new URL('../../src/base/log/log.ts', import.meta.url).href)}
  const { log, loss } = await openLog({ level: 'info', pretty: false, fd: 1 })
  const lines = Number(process.argv[1])
  for (let n = 0; n < lines; n += 1) log.info({ n, filler: 'x'.repeat(500) }, 'a line')
  log.fatal('the last one')
  process.stderr.write(JSON.stringify({ dropped: loss().dropped, code: loss().failing?.code }))
`
const nodeArgs = (lines: number): string[] => ['--input-type=module', '-e', LOGS, String(lines)]

test.runIf(existsSync('/dev/full'))(
  'a process on a full device logs into the void and ends by itself',
  async () => {
    const full = await open('/dev/full', 'w')
    const child = spawn(process.execPath, nodeArgs(10), { stdio: ['ignore', full.fd, 'pipe'] })
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    expect(await once(child, 'close')).toEqual([0, null])
    await full.close()
    expect(JSON.parse(errors)).toEqual({ dropped: 11, code: 'ENOSPC' })
  },
)

test.runIf(process.platform !== 'win32')(
  'a process whose pipe nobody empties goes on, and ends by itself',
  async () => {
    const child = spawn(process.execPath, nodeArgs(10_000), { stdio: ['ignore', 'pipe', 'pipe'] })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    await once(child, 'exit')
    expect(child.exitCode).toBe(0)
    const { dropped, code } = JSON.parse(errors) as { dropped: number; code: string }
    expect(code).toBe('EAGAIN')
    expect(dropped).toBeGreaterThan(5_000)
    child.stdout.destroy()
  },
)

/** Mounting needs root; where it cannot be, the tests above stand for it. */
test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a file on a full file system goes on when there is room again',
  async ({ skip }) => {
    const run = promisify(execFile)
    const folder = await mkdtemp(join(tmpdir(), 'gramd-full-'))
    try {
      await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
    } catch {
      await rm(folder, { recursive: true })
      return skip('tmpfs cannot be mounted here')
    }
    try {
      const ballast = join(folder, 'ballast')
      await writeFile(ballast, Buffer.alloc(32_768))
      const file = join(folder, 'log')
      const handle = await open(file, 'a')
      const script = `${LOGS}
        const { rmSync } = await import('node:fs')
        rmSync(${JSON.stringify(ballast)})
        log.info('there is room again')
      `
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, '200'], {
        stdio: ['ignore', handle.fd, 'pipe'],
      })
      let errors = ''
      child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
      expect(await once(child, 'close')).toEqual([0, null])
      await handle.close()
      const { dropped } = JSON.parse(errors) as { dropped: number }
      expect(dropped).toBeGreaterThan(100)
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
      expect(lines.at(-2)).toContain('there is room again')
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ dropped, code: 'ENOSPC' })
      // All but the one that was cut short is whole.
      const broken = lines.filter((line) => !line.startsWith('{') || !line.endsWith('}'))
      expect(broken.length).toBeLessThanOrEqual(1)
    } finally {
      await run('umount', ['-l', folder])
      await rm(folder, { recursive: true })
    }
  },
)
