import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'gramd-scratch-'
/** No batch is written, sent or read for so long (real time): what is older was left by a process that was killed. */
const LEFT_AFTER_MS = 24 * 3_600_000

/** A folder for files with what creators say and show; gone when it is disposed of. */
export async function openScratchFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), PREFIX))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) }
}

/** Removes folders that killed processes of this user have left; `now` is real time. Returns how many. */
export async function sweepScratchFolders(now: Date): Promise<number> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX))
  let swept = 0
  for (const name of names) {
    const path = join(tmpdir(), name)
    // Another process may be sweeping as well.
    const found = await stat(path).catch(() => null)
    if (!found || found.uid !== process.getuid?.()) continue
    if (now.getTime() - found.mtimeMs < LEFT_AFTER_MS) continue
    await rm(path, { recursive: true, force: true })
    swept += 1
  }
  return swept
}
