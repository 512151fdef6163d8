import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'gramd-scratch-'
/** Longer (real time) than any batch is written or read: an older folder is of a killed process. */
const LEFT_AFTER_MS = 24 * 3_600_000

/** A folder for files with creators' texts and pictures; deleted on disposal. */
export async function openScratchFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), PREFIX))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) }
}

/** Deletes folders that killed processes of this user left (`now`: real time). Returns how many. */
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
