import { expect, test as base } from 'vitest'
import { withClient } from '../../src/db/connect.ts'
import { startupFailure } from '../../src/base/startup-failure.ts'
import { aTlsServer, type TlsServer } from './tls-server.ts'

const test = base.extend<{ $file: { server: TlsServer } }>({
  server: [
    async ({}, use) => {
      const server = await aTlsServer()
      await use(server)
      await server.stop()
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
