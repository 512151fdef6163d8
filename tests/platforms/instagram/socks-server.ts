import { connect, createServer, type Socket } from 'node:net'

type SocksFault =
  /** Says nothing at all. */
  | 'silent'
  /** Accepts the name and password, and then does not reach the destination. */
  | 'unreachable'
  /** Is no SOCKS proxy. */
  | 'speaks_http'

export type SocksServer = {
  /** Without credentials. */
  address: string
  /** What clients asked to be connected to, by name. */
  asked: string[]
  fault: SocksFault | null
  open(): number
  close(): Promise<void>
}

const VERSION = 5
const USER_PASSWORD = 2
const NONE_ACCEPTED = 0xff
const DOMAIN_NAME = 3
const HOST_UNREACHABLE = 4

/**
 * A SOCKS 5 proxy (RFC 1928, RFC 1929) on a port of its own that wants a name and password, and leads every destination
 * to the loopback port `target`.
 */
export async function startSocksServer(
  login: { username: string; password: string },
  target: number,
): Promise<SocksServer> {
  const sockets = new Set<Socket>()
  const listener = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket).catch(() => socket.destroy())
  })

  async function serve(socket: Socket): Promise<void> {
    if (server.fault === 'silent') return void socket.resume()
    if (server.fault === 'speaks_http')
      return refuse(socket, Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const read = reader(socket)
    const [, methodCount = 0] = await read(2)
    const methods = await read(methodCount)
    if (!methods.includes(USER_PASSWORD)) return refuse(socket, bytes(VERSION, NONE_ACCEPTED))
    socket.write(bytes(VERSION, USER_PASSWORD))
    const [, nameLength = 0] = await read(2)
    const name = (await read(nameLength)).toString()
    const [passwordLength = 0] = await read(1)
    const password = (await read(passwordLength)).toString()
    const isKnown = name === login.username && password === login.password
    socket.write(bytes(1, isKnown ? 0 : 1))
    if (!isKnown) return refuse(socket)
    const [, , , kind] = await read(4)
    if (kind !== DOMAIN_NAME) return refuse(socket, reply(8))
    const [hostLength = 0] = await read(1)
    const host = (await read(hostLength)).toString()
    server.asked.push(`${host}:${(await read(2)).readUInt16BE()}`)
    if (server.fault === 'unreachable') return refuse(socket, reply(HOST_UNREACHABLE))
    const onward = connect({ host: '127.0.0.1', port: target })
    onward.on('error', () => socket.destroy())
    onward.once('close', () => socket.destroy())
    socket.once('close', () => onward.destroy())
    onward.once('connect', () => {
      socket.write(reply(0))
      socket.pipe(onward).pipe(socket)
    })
  }

  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const server: SocksServer = {
    address: `127.0.0.1:${address.port}`,
    asked: [],
    fault: null,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
  return server
}

const bytes = (...values: number[]): Buffer => Buffer.from(values)
const reply = (code: number): Buffer => bytes(VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0)

function refuse(socket: Socket, answer: Buffer = Buffer.alloc(0)): void {
  socket.end(answer)
  // Whoever does not read does not hear that the other side has gone.
  socket.resume()
}

/** Reads so many bytes from a socket, as they come. Rejects when it ends before. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return async (count) => {
    if (count === 0) return Buffer.alloc(0)
    for (;;) {
      const chunk: unknown = socket.read(count)
      if (Buffer.isBuffer(chunk)) return chunk
      await new Promise<void>((resolve, reject) => {
        socket.once('readable', resolve)
        socket.once('close', () => reject(new Error('closed')))
      })
    }
  }
}
