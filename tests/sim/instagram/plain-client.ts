import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { SocksClient } from 'socks'
import { z } from 'zod'
import { API_HOST, type InstagramSim } from '../../../sim/instagram/index.ts'

export type Reply = { status: number; headers: IncomingHttpHeaders; text: string; body: Body }

/** An answer's JSON without a fixed schema. Ids beyond 2^53 become text. */
type Body = Record<string, never>

export type Call = {
  path: string
  method?: 'GET' | 'POST'
  /** Index of the proxy; null for a direct request. */
  proxy?: number | null
  deviceId?: string
  authorization?: string | undefined
  cookie?: string
  form?: Record<string, string>
  signal?: AbortSignal
}

/** Opens a tunnel as any HTTP client does; rejects with the proxy's status unless it is 200. */
export function connectThrough(proxyUrl: string, target = `${API_HOST}:443`): Promise<Socket> {
  if (proxyUrl.startsWith('socks5:')) return connectThroughSocks(proxyUrl, target)
  const { hostname, port, username, password } = new URL(proxyUrl)
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: hostname,
      port,
      method: 'CONNECT',
      path: target,
      agent: false,
      headers: username
        ? { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }
        : {},
    })
    request.once('connect', (response, socket: Socket) => {
      if (response.statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(new Error(`the proxy answered ${response.statusCode}`))
    })
    request.once('error', reject)
    request.end()
  })
}

async function connectThroughSocks(proxyUrl: string, target: string): Promise<Socket> {
  const { hostname, port, username, password } = new URL(proxyUrl)
  const [host = '', targetPort] = target.split(':')
  const { socket } = await SocksClient.createConnection({
    proxy: {
      host: hostname,
      port: Number(port),
      type: 5,
      userId: decodeURIComponent(username),
      password: decodeURIComponent(password),
    },
    command: 'connect',
    destination: { host, port: Number(targetPort) },
  })
  return socket
}

/** One request to the stand-in over TLS that trusts only its authority. */
export async function call(sim: InstagramSim, options: Call): Promise<Reply> {
  const proxy = options.proxy === undefined ? 0 : options.proxy
  const tunnel =
    proxy === null
      ? tlsConnect({ host: '127.0.0.1', port: sim.directPort, servername: API_HOST, ca: sim.caPem })
      : tlsConnect({
          socket: await connectThrough(sim.proxies[proxy]?.url ?? ''),
          servername: API_HOST,
          ca: sim.caPem,
        })
  const body = options.form && new URLSearchParams(options.form).toString()
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = () => tunnel
  return new Promise((resolve, reject) => {
    const request = httpsRequest({
      host: API_HOST,
      path: `/api/v1/${options.path}`,
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      agent,
      ...(options.signal ? { signal: options.signal } : {}),
      headers: {
        'accept-encoding': 'gzip',
        'x-ig-android-id': options.deviceId ?? 'android-0123456789abcdef',
        ...(options.authorization ? { authorization: options.authorization } : {}),
        ...(options.cookie ? { cookie: options.cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    })
    request.once('error', reject)
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        try {
          const raw = Buffer.concat(chunks)
          const isZipped = response.headers['content-encoding'] === 'gzip'
          const text = (isZipped ? gunzipSync(raw) : raw).toString()
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: readBody(text),
          })
        } catch (error) {
          reject(error)
        }
      })
    })
    request.end(body)
  })
}

function readBody(text: string): Body {
  if (!text.startsWith('{')) return {}
  return JSON.parse(text.replace(/([:[,]\s*)(\d{16,})(?=[,\]}])/g, '$1"$2"'))
}

const keyHeaders = z.object({
  'ig-set-password-encryption-key-id': z.string(),
  'ig-set-password-encryption-pub-key': z.string(),
})

/** The app's fourth version of `enc_password`. */
export function sealPassword(
  headers: IncomingHttpHeaders,
  password: string,
  time = '1700000000',
): string {
  const key = keyHeaders.parse(headers)
  const aesKey = randomBytes(32)
  const iv = randomBytes(12)
  const pem = Buffer.from(key['ig-set-password-encryption-pub-key'], 'base64').toString()
  const sealedKey = publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_PADDING }, aesKey)
  const cipher = createCipheriv('aes-256-gcm', aesKey, iv)
  cipher.setAAD(Buffer.from(time))
  const text = Buffer.concat([cipher.update(password), cipher.final()])
  const length = Buffer.alloc(2)
  length.writeInt16LE(sealedKey.length)
  const keyId = Number(key['ig-set-password-encryption-key-id'])
  const sealed = [Buffer.from([1, keyId]), iv, length, sealedKey, cipher.getAuthTag(), text]
  return `#PWD_INSTAGRAM:4:${time}:${Buffer.concat(sealed).toString('base64')}`
}

export type Login = Pick<Call, 'proxy' | 'deviceId' | 'signal'> & {
  username: string
  password: string
}

/** Requests the key and logs in: two requests. */
export async function login(
  sim: InstagramSim,
  { username, password, ...place }: Login,
): Promise<Reply> {
  const sync = await call(sim, { ...place, path: 'qe/sync/', form: { id: 'x' } })
  return call(sim, {
    ...place,
    path: 'accounts/login/',
    form: signed({ username, enc_password: sealPassword(sync.headers, password) }),
  })
}

export const signed = (payload: object): Record<string, string> => ({
  ig_sig_key_version: '4',
  signed_body: `SIGNATURE.${JSON.stringify(payload)}`,
})

export type Caller = (options: Omit<Call, 'proxy' | 'deviceId' | 'authorization'>) => Promise<Reply>

/**
 * Logs an account in and returns its caller; each account has its own device and, by default, its
 * own proxy.
 */
export async function loggedIn(sim: InstagramSim, index = 0, proxy = index): Promise<Caller> {
  const account = sim.accounts[index]
  if (!account) throw new RangeError(`there is no account ${index}`)
  const place = { proxy, deviceId: deviceOf(index) }
  const reply = await login(sim, { ...account, ...place })
  const authorization = z.string().parse(reply.headers['ig-set-authorization'])
  return (options) => call(sim, { ...options, ...place, authorization })
}

export const deviceOf = (index: number): string => `android-${String(index).padStart(16, '0')}`
