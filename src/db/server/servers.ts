import { classify } from '../../base/classify.ts'
import { codeOf, TransientError } from '../../base/errors.ts'
import { parseDatabaseAddress, type TargetSession } from '../../settings/database-address.ts'
import { isAboutTls } from '../../settings/database-tls.ts'
import { WrongServerError } from '../session-errors.ts'

/** The servers of a database URL, and which of them new connections go to. */
export type Servers = {
  readonly count: number
  readonly target: TargetSession
  /** URL of the server that new connections go to. */
  readonly url: string
  /**
   * Switches to the next server when the one of `url` failed with this error, unless another call
   * has done so.
   */
  passOver(url: string, error: unknown): boolean
}

export function createServers(address: string): Servers {
  const { urls, target } = parseDatabaseAddress(address)
  let index = 0
  const current = (): string => urls[index] ?? urls[0]
  return {
    count: urls.length,
    target,
    get url() {
      return current()
    },
    passOver(url, error) {
      if (urls.length === 1 || !isAboutServer(error)) return false
      if (url === current()) index = (index + 1) % urls.length
      return true
    },
  }
}

/**
 * A pool without a free connection says nothing about the server, nor does a wrong password (as in
 * libpq).
 */
const isAboutServer = (error: unknown): boolean =>
  error instanceof WrongServerError ||
  (error instanceof Error && isAboutTls(error)) ||
  (classify(error) instanceof TransientError &&
    codeOf(error) !== TOO_MANY_CONNECTIONS &&
    !(error instanceof Error && error.message === 'timeout exceeded when trying to connect'))

const TOO_MANY_CONNECTIONS = '53300'

/** Tries each server once, beginning with the current one. Rejects with the error of the last. */
export async function onAnyServer<T>(
  servers: Servers,
  connect: (url: string) => Promise<T>,
): Promise<T> {
  for (let left = servers.count; ; left -= 1) {
    const { url } = servers
    try {
      return await connect(url)
    } catch (error) {
      if (!servers.passOver(url, error) || left <= 1) throw error
    }
  }
}
