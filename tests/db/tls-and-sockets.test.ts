import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { expect, test as base } from 'vitest'
import { withClient } from '../../src/db/connect.ts'
import { ownerOfServer } from '../../src/db/embedded-place.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.ts'
import { startupFailure } from '../../src/base/startup-failure.ts'
import { serverFolder } from '../fixtures/test-server.ts'

/** A server with TLS on localhost by a certificate of its own, and with a socket. */
const test = base.extend<{
  $file: { server: { url: (host: string, options: string) => string; ca: string; sockets: string } }
}>({
  server: [
    async ({}, use) => {
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
      await use({
        ca,
        sockets: folder,
        url: (host, options) =>
          `postgres://${username}:${password}@${host}${host === '' ? '' : `:${port}`}${pathname}?${host === '' ? `port=${port}&` : ''}${options}`,
      })
      await started.stop()
      await rm(folder, { recursive: true, force: true })
    },
    { scope: 'file' },
  ],
})

/** Whether a session has TLS. */
async function isEncrypted(url: string): Promise<boolean | undefined> {
  return await withClient({ url, applicationName: 'test', statementMs: 10_000 }, async (client) => {
    const { rows } = await client.query<{ ssl: boolean }>(
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    )
    return rows[0]?.ssl
  })
}

const refusal = async (url: string): Promise<string | undefined> =>
  await isEncrypted(url).then(
    (ssl) => `connected, TLS ${String(ssl)}`,
    (error: unknown) => startupFailure(error)?.message,
  )

test('require encrypts without verifying, prefer and allow take what there is', async ({
  server,
}) => {
  expect(await isEncrypted(server.url('localhost', 'sslmode=require'))).toBe(true)
  expect(await isEncrypted(server.url('localhost', 'sslmode=prefer'))).toBe(true)
  expect(await isEncrypted(server.url('localhost', 'sslmode=disable'))).toBe(false)
})

test('verify-full needs the authority and the name, verify-ca the authority alone', async ({
  server,
}) => {
  const { url, ca } = server
  expect(await refusal(url('localhost', 'sslmode=verify-full'))).toMatch(
    /certificate of the server of DATABASE_URL is not trusted/,
  )
  expect(await isEncrypted(url('localhost', `sslmode=verify-full&sslrootcert=${ca}`))).toBe(true)
  expect(await refusal(url('127.0.0.1', `sslmode=verify-full&sslrootcert=${ca}`))).toMatch(
    /is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
  )
  expect(await isEncrypted(url('127.0.0.1', `sslmode=verify-ca&sslrootcert=${ca}`))).toBe(true)
  expect(await isEncrypted(url('127.0.0.1', `sslmode=require&sslrootcert=${ca}`))).toBe(true)
})

test('a folder of sockets is connected to as libpq writes it', async ({ server }) => {
  const { url, sockets } = server
  expect(await isEncrypted(url('', `host=${sockets}`))).toBe(false)
  expect(await isEncrypted(url(encodeURIComponent(sockets), ''))).toBe(false)
})
