/** A body that somebody without a token sends. */
export type StrangerBody = {
  name: string
  path: string
  headers: Readonly<Record<string, string>>
  body: Buffer
}

const MB = 1024 * 1024
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const filled = (bytes: number, piece: string): string =>
  piece.repeat(Math.floor(bytes / piece.length))

/** Fills `bytes` with as many values as JSON can have. */
const objects = (bytes: number): string => `[${filled(bytes - 4, '{},')}{}]`

/** Has the form of a signature by Meta, and is none. */
export const FORGED = { ...JSON_TYPE, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }

const forgedOpenAi = (): Record<string, string> => ({
  ...JSON_TYPE,
  'webhook-id': 'forged',
  'webhook-timestamp': String(Math.round(Date.now() / 1_000)),
  'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
})

/** Every way in for a stranger's body, with what costs most there. */
export function strangerBodies(port: number): StrangerBody[] {
  const login = '/api/auth/login'
  const page = { ...FORM, origin: `http://127.0.0.1:${port}` }
  const bodies: [name: string, path: string, headers: Record<string, string>, body: string][] = [
    ['login, 2 MB of objects', login, JSON_TYPE, objects(2 * MB)],
    ['login, 2 MB of depth', login, JSON_TYPE, `${filled(MB, '[')}${filled(MB, ']')}`],
    ['login, 2 MB of names', login, JSON_TYPE, `{${filled(2 * MB - 20, '"a":1,')}"b":1}`],
    ['login, 2 MB of escapes', login, JSON_TYPE, `"${filled(2 * MB - 8, String.raw`\u0041`)}"`],
    ['login, 4 KB of objects', login, JSON_TYPE, objects(4_096)],
    ['login, 4 KB of names', login, JSON_TYPE, `{${namesOf(4_000)}}`],
    ['welcome, 4 KB of objects', '/api/auth/welcome', JSON_TYPE, objects(4_096)],
    ['deauthorize, 16 KB', '/api/ig/callbacks/deauthorize', FORM, filled(16_384, 'a=%41&')],
    ['Meta, 2 MB', '/api/webhooks/instagram', FORGED, objects(2 * MB)],
    ['Meta, 1.5 MB', '/api/webhooks/instagram', FORGED, objects(1.5 * MB - 8)],
    ['OpenAI, 64 KB', '/api/webhooks/openai', forgedOpenAi(), objects(65_536)],
    ['console, 256 KB', '/console/sign-in', page, filled(256 * 1_024, 'a=%41&')],
    ['console, 8 KB', '/console/sign-in', page, filled(8_192, 'a=%41&')],
  ]
  return bodies.map(([name, path, headers, body]) => ({
    name,
    path,
    headers,
    body: Buffer.from(body),
  }))
}

const namesOf = (bytes: number): string =>
  Array.from(
    { length: Math.floor(bytes / 9) },
    (_, n) => `"${String(n).padStart(4, '0')}":1`,
  ).join()
