import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import type { DeviceKey } from './session-state.ts'

/** World time for which a signed id is good, and before whose end it is made anew. */
const LIFETIME_MS = 3_600_000
const REFRESH_BEFORE_MS = 300_000

/** The P-256 private key in a PEM; null when it is none. */
export function readSigningKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null
  } catch {
    return null // whatever is wrong with it, nothing can be signed with it
  }
}

/** Makes the header by which a device proves its id: the id, when that ends, and a signature of both. */
export class DeviceSigner {
  readonly #usdid: string
  readonly #key: KeyObject | null
  #header = ''
  #goodUntil = 0

  constructor({ usdid, privateKey }: Pick<DeviceKey, 'usdid' | 'privateKey'>) {
    this.#usdid = usdid
    this.#key = readSigningKey(privateKey)
  }

  /** The same until shortly before it ends; null without a key that can sign. */
  header(now: Date): string | null {
    if (!this.#key) return null
    if (now.getTime() < this.#goodUntil - REFRESH_BEFORE_MS) return this.#header
    this.#goodUntil = now.getTime() + LIFETIME_MS
    const signed = `${this.#usdid}.${Math.floor(this.#goodUntil / 1_000)}`
    const signature = sign('sha256', Buffer.from(signed), this.#key).toString('base64url')
    this.#header = `${signed}.${signature}`
    return this.#header
  }
}
