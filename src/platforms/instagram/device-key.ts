import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import type { DeviceKey } from './session-state.ts'

/** Validity of a signed id in world time, and how long before its end it is renewed. */
const LIFETIME_MS = 3_600_000
const REFRESH_BEFORE_MS = 300_000

/** The P-256 private key in a PEM; null when there is none. */
export function readSigningKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null
  } catch {
    return null // an invalid key cannot sign
  }
}

/** Makes the header that proves a device's id: the id, its expiry, and a signature of both. */
export class DeviceSigner {
  readonly #usdid: string
  readonly #key: KeyObject | null
  #header = ''
  #goodUntil = 0

  constructor({ usdid, privateKey }: Pick<DeviceKey, 'usdid' | 'privateKey'>) {
    this.#usdid = usdid
    this.#key = readSigningKey(privateKey)
  }

  /** The same until shortly before it expires; null without a valid key. */
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
