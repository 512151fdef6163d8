import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { ownerOfServer } from '../../src/db/embedded/embedded-place.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { serverFolder } from '../fixtures/test-server.ts'

/** A server with TLS on localhost by a certificate of its own, and with a socket. */
export type TlsServer = {
  /** Its address without options. */
  plainUrl: string
  /** With a host, or without one (`''`) where the options name it. */
  url: (host: string, options: string) => string
  /** An address of the docs, led to this server. */
  placed: (address: string) => string
  /** The file of the certificate. */
  ca: string
  /** The folder of the socket. */
  sockets: string
  stop: () => Promise<void>
}

export async function aTlsServer(): Promise<TlsServer> {
  const folder = await mkdtemp(join(await serverFolder(), 'gramd-tls-'))
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  })
  const ca = join(folder, 'cert.pem')
  await writeFile(ca, cert)
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 })
  await chmod(folder, 0o755)
  const owner = ownerOfServer()
  if (owner !== undefined)
    for (const name of ['', 'key.pem']) await chown(join(folder, name), owner, owner)
  const started = await startEmbeddedPostgres({
    folder: join(folder, 'postgres'),
    reachableFolder: join(folder, 'reachable'),
    settings: {
      fsync: 'off',
      ssl: 'on',
      ssl_cert_file: ca,
      ssl_key_file: join(folder, 'key.pem'),
      unix_socket_directories: folder,
    },
  })
  const { username, password, port, pathname } = new URL(started.url)
  return {
    plainUrl: started.url,
    ca,
    sockets: folder,
    url: (host, options) =>
      `postgres://${username}:${password}@${host}${host === '' ? '' : `:${port}`}${pathname}?${host === '' ? `port=${port}&` : ''}${options}`,
    placed: (address) =>
      address
        .replace(/\/\/gramd(?::PASSWORD)?@/, `//${username}:${password}@`)
        .replace(/@[\w.]+:\d+/, `@localhost:${port}`)
        .replace('/gramd?', `${pathname}?`)
        .replace('/etc/gramd/ca.pem', ca)
        .replace('/var/run/postgresql', `${folder}&port=${port}`),
    async stop() {
      await started.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
