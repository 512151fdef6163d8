import { createServer as createTlsServer } from 'node:https'
import { createServer } from 'node:net'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'
import { pinnedFetch } from '../../src/alerts/pinned-fetch.ts'
import { expect, test } from '../fixtures/test.ts'

const HOST = 'hooks.test'
const certificate = await generate([{ name: 'commonName', value: HOST }], {
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] }],
})

/** An https server of a host that no name server knows; `heard` are the hosts that were asked for. */
async function aTlsServer(status = 200, headers: Record<string, string> = {}) {
  const heard: (string | undefined)[] = []
  const options = { key: certificate.private, cert: certificate.cert }
  const server = createTlsServer(options, (request, response) => {
    heard.push(request.headers.host)
    let size = 0
    request.on('data', (chunk: Buffer) => (size += chunk.length))
    request.on('end', () =>
      response.writeHead(status, headers).end(status === 204 ? '' : `${size}`),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return { port: address.port, heard }
}

const post = { method: 'POST', body: 'nine bytes' }

test('a request goes to the checked address, whatever the name means', async () => {
  const { port, heard } = await aTlsServer()
  const fetch = pinnedFetch(['127.0.0.1'], certificate.cert)

  const answer = await fetch(`https://${HOST}:${port}/hook`, post)

  expect([answer.status, await answer.text()]).toEqual([200, '10'])
  expect(heard).toEqual([`${HOST}:${port}`])
})

test('a name that now leads inside is not asked again', async () => {
  const { port, heard } = await aTlsServer()
  // The port is of 127.0.0.1 alone: what "localhost" means would answer.
  const fetch = pinnedFetch(['127.0.0.9'], certificate.cert)

  await expect(fetch(`https://localhost:${port}/hook`, post)).rejects.toThrow('ECONNREFUSED')
  expect(heard).toEqual([])
})

test('a certificate of another name is refused', async () => {
  const { port, heard } = await aTlsServer()
  const fetch = pinnedFetch(['127.0.0.1'], certificate.cert)

  await expect(fetch(`https://other.test:${port}/hook`, post)).rejects.toThrow('altnames')
  expect(heard).toEqual([])
})

test.for([204, 307, 503])('an answer of %i is handed on', async (status) => {
  const { port } = await aTlsServer(status, {
    location: 'https://elsewhere.test',
    'retry-after': '7',
  })

  const answer = await pinnedFetch(['127.0.0.1'], certificate.cert)(
    `https://${HOST}:${port}/`,
    post,
  )

  expect(answer.status).toBe(status)
  expect(answer.headers.get('retry-after')).toBe('7')
  await answer.text()
})

test('an aborted request ends, and so does one with a status that does not exist', async () => {
  const { port } = await aTlsServer(999)
  const silent = createServer()
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  onTestFinished(() => void silent.close())
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  const fetch = pinnedFetch(['127.0.0.1'], certificate.cert)

  const signal = AbortSignal.timeout(50)
  await expect(fetch(`https://${HOST}:${address.port}/`, { ...post, signal })).rejects.toThrow()
  await expect(fetch(`https://${HOST}:${port}/`, post)).rejects.toThrow('status')
})
