import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Server } from 'node:net'
import { TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import { certificateOfProcess } from '../../sim/instagram/server/certificate.ts'
import { generateEncryptionKey, parseEncryptionKeys } from '../../src/base/crypto.ts'
import { checkPublicMedia, warnOfPublicMedia } from '../../src/media/check-public.ts'
import { uploadsWorld } from '../features/publishing/uploads-world.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { aLog } from '../http/kit.ts'

const keys = parseEncryptionKeys(generateEncryptionKey('k1'))
const online = { fetch, resolve: async () => ['93.184.216.34'] }
const HTTP = 'is http'

const found = async (
  publicUrl: string,
  outside: Parameters<typeof checkPublicMedia>[1] = online,
  own = keys,
): Promise<string[]> =>
  (await checkPublicMedia({ publicUrl, keys: own }, outside)).map((trouble) => trouble.found)

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Something else that answers at our name. */
async function another(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(answer))}`
}

describe('the check of the public address', () => {
  test('fetches our own file by its signed address, whatever is stored', async ({ db }) => {
    const { url, config } = await uploadsWorld(db)
    expect(await found(url, online, config.encryptionKeys)).toEqual([expect.stringContaining(HTTP)])
  })

  test('says when the name belongs to a private network', async ({ db }) => {
    const { url, config } = await uploadsWorld(db)
    const hidden = { fetch, resolve: async () => ['10.1.2.3', '::1'] }
    expect(await found(url, hidden, config.encryptionKeys)).toEqual([
      expect.stringContaining(HTTP),
      expect.stringContaining('10.1.2.3, ::1, which only your own network reaches'),
    ])
  })

  test('says when a replica signs with other keys', async ({ db }) => {
    const { url } = await uploadsWorld(db)
    expect(await found(url)).toContainEqual(expect.stringContaining('answers 404'))
  })

  test.for<[string, RequestListener, string]>([
    [
      'sends on',
      (_, answer) => answer.writeHead(301, { location: 'https://www.example.com/x?token=1' }).end(),
      'sends on to https://www.example.com',
    ],
    ['asks for a password', (_, answer) => answer.writeHead(401).end(), 'asks for a password'],
    [
      'is a page',
      (_, answer) => answer.end('<html>'.repeat(10_000)),
      'does not answer with our file',
    ],
    ['is broken', (_, answer) => answer.writeHead(502).end(), 'answers 502'],
  ])('says when what is in front %s', async ([, listener, says]) => {
    expect(await found(await another(listener))).toContainEqual(expect.stringContaining(says))
  })

  test('says when the name leads nowhere, or nothing answers there', async () => {
    const nowhere = { fetch, resolve: async () => await Promise.reject(new Error('ENOTFOUND')) }
    expect(await found('https://gramd.invalid', nowhere)).toEqual([
      'the name gramd.invalid leads nowhere',
    ])
    const closed = createServer()
    const port = await listening(closed)
    closed.close()
    await once(closed, 'close')
    expect(await found(`https://127.0.0.1:${port}`)).toEqual([
      expect.stringContaining('does not answer this machine (ECONNREFUSED)'),
    ])
  })

  test('says when the certificate is not accepted', async () => {
    const { secureContext } = await certificateOfProcess()
    const port = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined)
        new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined)
      }),
    )
    expect(await found(`https://127.0.0.1:${port}`)).toEqual([
      expect.stringMatching(/certificate .* is not accepted/),
    ])
  })

  test('is told in the log at start', async () => {
    const { log, lines } = aLog()
    const publicUrl = await another((_, answer) => answer.writeHead(403).end())
    await warnOfPublicMedia({ publicUrl, keys, log }, online)
    expect(lines.map(({ msg }) => msg)).toEqual([
      expect.stringContaining(HTTP),
      expect.stringContaining('asks for a password (403)'),
    ])
  })
})
