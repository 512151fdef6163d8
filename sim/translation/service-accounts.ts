import { createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { ReceiverReply } from '../receivers/receiver-server.ts'

/** Google's service accounts: a key file, and tokens for what it signs. */
export type ServiceAccounts = {
  /** Returns the content of the key file; `url` is that of the stand-in. */
  keyFile(url: string): Record<string, string>
  /** Answers a signed request for a token. */
  giveToken(form: string): ReceiverReply
  knows(authorization: string | undefined): boolean
  /** Tokens so far. */
  issued(): number
}

const EMAIL = 'gramd@project-of-the-stand-in.iam.gserviceaccount.com'
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const Claims = z.object({
  iss: z.literal(EMAIL),
  scope: z.string().includes('cloud-'),
  aud: z.string().endsWith('/token'),
  iat: z.number(),
  exp: z.number(),
})

export function createServiceAccounts(): ServiceAccounts {
  let publicKey: KeyObject | undefined
  const tokens = new Set<string>()
  const isSigned = (assertion: string): boolean => {
    const [head = '', body = '', signature = ''] = assertion.split('.')
    if (!publicKey || !Claims.safeParse(decoded(body)).success) return false
    const verify = createVerify('RSA-SHA256').update(`${head}.${body}`)
    return verify.verify(publicKey, signature, 'base64url')
  }
  return {
    keyFile(url) {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
      publicKey = pair.publicKey
      return {
        type: 'service_account',
        project_id: 'project-of-the-stand-in',
        client_email: EMAIL,
        private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        token_uri: `${url}/token`,
      }
    },
    giveToken(form) {
      const fields = new URLSearchParams(form)
      if (fields.get('grant_type') !== GRANT || !isSigned(fields.get('assertion') ?? ''))
        return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT' } }
      const token = `token-${tokens.size + 1}`
      tokens.add(`Bearer ${token}`)
      return { status: 200, body: { access_token: token, expires_in: 3_599, token_type: 'Bearer' } }
    },
    knows: (authorization) => authorization !== undefined && tokens.has(authorization),
    issued: () => tokens.size,
  }
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
