import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished } from 'vitest'
import { childEnvironment } from './fixtures/compile-cache.ts'
import { loadConfig } from '../src/config.ts'
import { runDaemon } from '../src/daemon.ts'
import { printableLines } from '../src/base/terminal-text.ts'
import { startupFailure } from '../src/base/startup-failure.ts'
import { aLog } from './http/kit.ts'
import { MAIN } from './started-gramd.ts'

export type Ended = { code: number | null; out: string; err: string }

/** A folder of its own, with the files that it begins with; it goes with the test. */
export async function aFolder(files: Record<string, string | Uint8Array> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-start-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

/** Runs gramd to its end in a folder. */
export async function ended(
  args: readonly string[],
  { env = {}, folder }: { env?: Record<string, string>; folder?: string },
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...childEnvironment(), ...env },
    cwd: folder ?? (await aFolder()),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const closed = new Promise<number | null>((done) => void child.once('close', done))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code, out, err }
}

/** Runs gramd in this process, where a start takes a twentieth of the time of a process of its own. */
function runHere(env: Record<string, string>) {
  const { log, lines } = aLog()
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const logLoss = () => ({ dropped: 0, failing: null })
  const options = { allowShiftedClock: false, logLoss }
  const ran = runDaemon(loadConfig(env), log, { stopped: stop.signal }, options)
  return { ran, lines, stop: () => stop.abort() }
}

/** Starts with settings that have to be refused: what the command `start` prints and ends with. */
export async function refusedStart(env: Record<string, string>): Promise<Ended> {
  const { ran, lines } = runHere(env)
  const thrown = await ran.then(
    () => undefined,
    (error: unknown) => error,
  )
  const failure = startupFailure(thrown)
  if (failure === undefined) throw new Error('not refused in words', { cause: thrown })
  const out = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  return { code: failure.exitCode, out, err: `${printableLines(failure.message)}\n` }
}

/** Starts gramd, waits until its API listens, and stops it in order. */
export async function startAndStop(env: Record<string, string>): Promise<void> {
  const { ran, lines, stop } = runHere(env)
  const isUp = () => lines.some(({ msg }) => msg === 'API listens')
  await Promise.race([ran, expect.poll(isUp).toBe(true)])
  expect(isUp()).toBe(true)
  stop()
  await ran
}
