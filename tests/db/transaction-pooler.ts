import { createServer, Socket } from 'node:net'
import pg from 'pg'
import { onTestFinished } from 'vitest'

/** Frontend messages begin with a type, but for the first one. */
const HEADER = 5
const READY = 'Z'.charCodeAt(0)
const IDLE = 'I'.charCodeAt(0)
const TERMINATE = 'X'.charCodeAt(0)

type Waiting = { client: Socket; bytes: Buffer[] }

/**
 * A pooler in transaction mode with one connection to the server, as PgBouncer is: each client has it until its
 * transaction ends. Returns the URL through it.
 */
export async function aTransactionPooler(url: string): Promise<string> {
  const upstream = new Socket()
  const session = new pg.Client({ connectionString: url, stream: () => upstream })
  session.on('error', () => undefined)
  await session.connect()
  // From here on the bytes are those of the clients.
  upstream.removeAllListeners('data')
  const waiting: Waiting[] = []
  let owner: Waiting | undefined
  const lend = (): void => {
    owner ??= waiting.shift()
    for (const bytes of owner?.bytes.splice(0) ?? []) upstream.write(bytes)
  }
  const read = messages()
  upstream.on('data', (piece: Buffer) => {
    const lender = owner
    lender?.client.write(piece)
    for (const message of read(piece))
      if (message[0] === READY && message[HEADER] === IDLE) owner = undefined
    lend()
  })
  const server = createServer((client) => {
    const own: Waiting = { client, bytes: [] }
    client.on('error', () => undefined)
    client.once('data', () => {
      client.write(greeting())
      const readOwn = messages()
      client.on('data', (piece: Buffer) => {
        for (const message of readOwn(piece)) {
          if (message[0] === TERMINATE) return void client.end()
          own.bytes.push(message)
        }
        if (owner !== own && !waiting.includes(own)) waiting.push(own)
        lend()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    upstream.destroy()
  })
  const address = server.address()
  const through = new URL(url)
  through.port = typeof address === 'object' && address ? String(address.port) : ''
  return through.href
}

/** Cuts a stream into its messages; each of them whole. */
function messages(): (piece: Buffer) => Buffer[] {
  let rest = Buffer.alloc(0)
  return (piece) => {
    rest = Buffer.concat([rest, piece])
    const whole: Buffer[] = []
    while (rest.length >= HEADER) {
      const length = rest.readInt32BE(1) + 1
      if (rest.length < length) break
      whole.push(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
    return whole
  }
}

/** Authentication is not needed; the session is ready. */
function greeting(): Buffer {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(HEADER)
    head.write(type)
    head.writeInt32BE(body.length + 4, 1)
    return Buffer.concat([head, body])
  }
  return Buffer.concat([
    message('R', Buffer.alloc(4)),
    message('K', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])),
    message('Z', Buffer.from('I')),
  ])
}
