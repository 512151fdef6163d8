import { lookup } from 'node:dns/promises'
import type { EncryptionKeys } from '../base/crypto.ts'
import { codeOf } from '../base/errors.ts'
import type { Logger } from '../base/log/log.ts'
import { isPrivateAddress } from '../base/private-address.ts'
import { publicUploadUrl } from './public-url.ts'

/** An id that no upload has: the answer to its signed URL shows whether the name leads to gramd. */
export const CHECKED_UPLOAD = '00000000-0000-0000-0000-000000000000'

/** The answer there: a JPEG of eight by eight grey pixels. */
export const CHECKED_FILE = Buffer.from(
  `/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/
   2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/
   wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/
   EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKAA/9k=`,
  'base64',
)

/** The access to DNS and HTTP; tests replace it. */
export type Outside = {
  fetch: typeof fetch
  /** Resolves the addresses of a host. */
  resolve(host: string): Promise<readonly string[]>
}

const theOutside: Outside = {
  fetch,
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
}

export type PublicTrouble = { found: string; remedy: string }

/** Real ms to wait for an answer. */
const PATIENCE_MS = 10_000
const ADDRESS_MS = 60_000

/** Faults of certificates, by the codes of Node. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ALTNAME/

/**
 * Finds what prevents Meta from fetching gramd's files, as far as this machine can tell: fetches a
 * file by its signed public URL. No finding proves little: Meta connects from elsewhere.
 */
export async function checkPublicMedia(
  { publicUrl, keys }: { publicUrl: string; keys: EncryptionKeys },
  outside: Outside = theOutside,
): Promise<PublicTrouble[]> {
  const { protocol, hostname } = new URL(publicUrl)
  const troubles: PublicTrouble[] = []
  if (protocol !== 'https:')
    troubles.push({
      found: `${publicUrl} is http: everyone on the way can read the files`,
      remedy: 'put TLS in front of gramd and set GRAMD_PUBLIC_URL to the https address',
    })
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = await addressesOf(host, outside)
  if (addresses.length === 0)
    return [
      ...troubles,
      { found: `the name ${host} leads nowhere`, remedy: 'correct GRAMD_PUBLIC_URL, or its DNS' },
    ]
  const hidden = addresses.filter(isPrivateAddress)
  if (hidden.length > 0)
    troubles.push({
      found: `${host} is ${hidden.join(', ')}, which only your own network reaches`,
      remedy: 'GRAMD_PUBLIC_URL must be a name that the internet reaches',
    })
  const unreached = await fetchOurs({ publicUrl, keys }, outside)
  return unreached === undefined ? troubles : [...troubles, unreached]
}

async function addressesOf(host: string, { resolve }: Outside): Promise<readonly string[]> {
  try {
    return await resolve(host)
  } catch {
    return [] // the same for everyone: the name leads nowhere
  }
}

async function fetchOurs(
  parts: { publicUrl: string; keys: EncryptionKeys },
  outside: Outside,
): Promise<PublicTrouble | undefined> {
  const upload = { id: CHECKED_UPLOAD, extension: 'jpg' }
  const url = publicUploadUrl(parts, upload, new Date(Date.now() + ADDRESS_MS))
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const answer = await outside.fetch(url, { redirect: 'manual', signal })
    return await troubleIn(answer, parts.publicUrl)
  } catch (error) {
    return troubleOf(error, parts.publicUrl)
  }
}

async function troubleIn(answer: Response, publicUrl: string): Promise<PublicTrouble | undefined> {
  const { status, headers } = answer
  if (status === 200 && CHECKED_FILE.equals(await bytesOf(answer))) return undefined
  await answer.body?.cancel().catch(() => undefined) // the rest is not needed
  if (status >= 300 && status < 400)
    return {
      found: `${publicUrl} sends on to ${originOf(headers.get('location'), publicUrl)}`,
      remedy: 'set GRAMD_PUBLIC_URL to the address that answers itself',
    }
  if (status === 401 || status === 403)
    return {
      found: `${publicUrl} asks for a password (${status})`,
      remedy: 'let your reverse proxy pass /api/public/ on without one: the addresses are signed',
    }
  if (status === 200)
    return {
      found: `${publicUrl} does not answer with our file`,
      remedy: 'pass /api/public/ on to gramd unchanged, without a page before it',
    }
  const remedy =
    status === 404
      ? 'pass /api/public/ on to gramd; all replicas need the same GRAMD_ENCRYPTION_KEYS'
      : 'see the log of your reverse proxy, and whether gramd runs'
  return { found: `${publicUrl} answers ${status} to a signed address`, remedy }
}

/** Reads no more bytes than our file has. */
async function bytesOf({ body }: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body ?? []) {
    pieces.push(piece)
    size += piece.byteLength
    if (size > CHECKED_FILE.byteLength) break
  }
  return Buffer.concat(pieces)
}

const originOf = (location: string | null, base: string): string =>
  location !== null && URL.canParse(location, base) ? new URL(location, base).origin : 'elsewhere'

function troubleOf(error: unknown, publicUrl: string): PublicTrouble {
  const cause = error instanceof Error ? error.cause : undefined
  const code = codeOf(cause) ?? codeOf(error) ?? (error instanceof Error ? error.name : 'unknown')
  if (CERTIFICATE.test(code))
    return {
      found: `the certificate of ${publicUrl} is not accepted (${code})`,
      remedy: 'renew it, or send the whole chain: Meta refuses it, too',
    }
  return {
    found: `${publicUrl} does not answer this machine (${code})`,
    remedy:
      'gramd and your reverse proxy must run; a machine behind NAT may not reach its own ' +
      'public name, and Meta may',
  }
}

/** The remaining uncertainty of every successful check. */
export const PROOF = "only Meta's own fetch proves that Meta reaches it"

/** Logs what prevents Meta from fetching files. */
export async function warnOfPublicMedia(
  { publicUrl, keys, log }: { publicUrl: string; keys: EncryptionKeys; log: Logger },
  outside: Outside = theOutside,
): Promise<void> {
  try {
    for (const { found, remedy } of await checkPublicMedia({ publicUrl, keys }, outside))
      log.warn({ setting: 'GRAMD_PUBLIC_URL', remedy }, `Meta may not fetch files: ${found}`)
  } catch (error) {
    log.warn({ err: error }, 'the public address was not checked')
  }
}
