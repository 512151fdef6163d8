import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { childEnvironment } from './fixtures/compile-cache.ts'
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
