import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import {
  createCredentials,
  isAllowedTarget,
  listenAsProxy,
  openTunnel,
  type Credentials,
  type Proxy,
  type ProxyParts,
} from './proxy.ts'

const VERSION = 5
const NO_ADDRESS = [0, 1, 0, 0, 0, 0, 0, 0]

/** Authentication methods: RFC 1928, section 3. */
const METHOD = { password: 2, noneAcceptable: 0xff }
/** Replies: RFC 1928, section 6. */
const REPLY = {
  succeeded: 0,
  generalFailure: 1,
  notAllowed: 2,
  commandNotSupported: 7,
  addressTypeNotSupported: 8,
}
const CONNECT = 1
const DOMAIN_NAME = 3
/** Outcomes of the password exchange: RFC 1929, section 2. */
const PASSWORD_VERSION = 1
const PASSWORD = { accepted: 0, refused: 1 }

/** Starts a SOCKS 5 proxy (RFC 1928) with user and password (RFC 1929), for domain names only. */
export async function startSocksProxy(parts: ProxyParts): Promise<Proxy> {
  const credentials = createCredentials(parts.seed, parts.index)
  const server = createServer((socket) => {
    // A client may disconnect or send garbage.
    socket.on('error', () => socket.destroy())
    greet(parts, credentials, socket).catch(() => socket.destroy())
  })
  return listenAsProxy(server, { ...parts, ...credentials, scheme: 'socks5' })
}

/** Handles one client up to its tunnel; rejects if it disconnects. */
async function greet(parts: ProxyParts, credentials: Credentials, socket: Socket): Promise<void> {
  const { condition, index, onTunnel } = parts
  const client = createByteReader(socket)
  const methods = await readMethods(client)
  if (!methods.includes(METHOD.password)) {
    return void socket.end(Buffer.from([VERSION, METHOD.noneAcceptable]))
  }
  socket.write(Buffer.from([VERSION, METHOD.password]))
  const sent = await readCredentials(client)
  const isKnown = sent.username === credentials.username && sent.password === credentials.password
  if (!isKnown || condition.fault()?.kind === 'refuse_credentials') {
    return void socket.end(Buffer.from([PASSWORD_VERSION, PASSWORD.refused]))
  }
  socket.write(Buffer.from([PASSWORD_VERSION, PASSWORD.accepted]))
  const request = await readRequest(client)
  onTunnel(index, request.target)
  const refusal =
    condition.fault()?.kind === 'bad_gateway' ? REPLY.generalFailure : refusalOf(request)
  if (refusal !== null) return void socket.end(reply(refusal))
  client.release()
  openTunnel(parts, socket, request.target, () => socket.write(reply(REPLY.succeeded)))
}

const reply = (code: number): Buffer => Buffer.from([VERSION, code, ...NO_ADDRESS])

async function readMethods(client: ByteReader): Promise<Buffer> {
  const [version, count = 0] = await client.take(2)
  if (version !== VERSION) throw new Error('the client does not speak SOCKS 5')
  return client.take(count)
}

async function readCredentials(client: ByteReader): Promise<Credentials> {
  const [version] = await client.take(1)
  if (version !== PASSWORD_VERSION) throw new Error('the client sends no password')
  return { username: await readText(client), password: await readText(client) }
}

type Request = { command: number; target: string; hasDomainName: boolean }

async function readRequest(client: ByteReader): Promise<Request> {
  const [version, command = 0, , addressType] = await client.take(4)
  if (version !== VERSION) throw new Error('the client does not speak SOCKS 5')
  // IP addresses are refused unread, and the connection ends.
  if (addressType !== DOMAIN_NAME) return { command, target: '', hasDomainName: false }
  const host = await readText(client)
  const port = (await client.take(2)).readUInt16BE()
  return { command, target: `${host}:${port}`, hasDomainName: true }
}

function refusalOf({ command, target, hasDomainName }: Request): number | null {
  if (command !== CONNECT) return REPLY.commandNotSupported
  if (!hasDomainName) return REPLY.addressTypeNotSupported
  return isAllowedTarget(target) ? null : REPLY.notAllowed
}

/** A text after its length in one byte. */
async function readText(client: ByteReader): Promise<string> {
  const [length = 0] = await client.take(1)
  return (await client.take(length)).toString()
}

type ByteReader = {
  /** The next `count` bytes; rejects if the client disconnects. */
  take(count: number): Promise<Buffer>
  /** Returns unread bytes to the next reader. */
  release(): void
}

function createByteReader(socket: Socket): ByteReader {
  let buffered = Buffer.alloc(0)
  return {
    async take(count) {
      while (buffered.length < count) {
        if (socket.destroyed) throw new Error('the client stopped in the middle')
        await once(socket, 'readable')
        const chunk: unknown = socket.read()
        if (!Buffer.isBuffer(chunk)) throw new Error('the client stopped in the middle')
        buffered = Buffer.concat([buffered, chunk])
      }
      const taken = buffered.subarray(0, count)
      buffered = buffered.subarray(count)
      return taken
    },
    release() {
      if (buffered.length > 0) socket.unshift(buffered)
    },
  }
}
