import { mkdir, rmdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { lockFolder } from '../../src/db/embedded/folder-lock.ts'

export type ReservedPort = {
  port: number
  /** Called once a program listens on the port. */
  release(): Promise<void>
}

/** The wanted port, a free one if it is taken or 0; other programs wait for `release`. */
export async function reservePort(wanted: number): Promise<ReservedPort> {
  const release = wanted === 0 ? async () => undefined : await lockPorts()
  try {
    return { port: await findFreePort(wanted), release }
  } catch (error) {
    await release()
    throw error
  }
}

/** One process at a time chooses its port. Leaves no file behind. */
async function lockPorts(): Promise<() => Promise<void>> {
  const folder = join(tmpdir(), `gramd-demo-ports-${userInfo().uid}`)
  for (;;) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // The last owner of the lock may remove the folder before we lock it.
    const unlock = await lockFolder(folder).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    })
    if (!unlock) continue
    return async () => {
      await unlock()
      await rmdir(folder).catch((error: unknown) => {
        if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => hasCode(error, code))) throw error
      })
    }
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

async function findFreePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer()
    const isListening = await new Promise<boolean>((done) => {
      server.once('error', () => done(false))
      server.listen(port, '127.0.0.1', () => done(true))
    })
    const address = server.address()
    if (!isListening || address === null || typeof address === 'string') continue
    await new Promise((done) => server.close(done))
    return address.port
  }
  throw new Error('no free port on 127.0.0.1')
}
