import { createHmac } from 'node:crypto'

/** One-time passwords of RFC 6238 as apps generate them: SHA-1, steps of 30 s, six digits. */
export type TotpKey = {
  /**
   * Whether this is the code of the step at `at` (world time, ms), the previous or the next one.
   * Each code is accepted once.
   */
  accept(code: string, at: number): boolean
}

const STEP_MS = 30_000
const DIGITS = 6
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** TypeError: the seed is not base32 (RFC 4648; spaces, case and padding are ignored). */
export function createTotpKey(base32Seed: string): TotpKey {
  const secret = decodeBase32(base32Seed)
  const used = new Set<number>()
  return {
    accept(code, at) {
      const now = Math.floor(at / STEP_MS)
      for (const step of used) if (step < now - 1) used.delete(step)
      const step = [now, now - 1, now + 1].find(
        (each) => !used.has(each) && totpCode(secret, each) === code,
      )
      if (step === undefined) return false
      used.add(step)
      return true
    },
  }
}

/** The code of RFC 4226, section 5.3, for the counter `step`. */
function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

function decodeBase32(text: string): Buffer {
  const digits = text.replaceAll(/[\s=]/g, '').toUpperCase()
  const bits = Array.from(digits)
    .map((digit) => {
      const value = BASE32.indexOf(digit)
      if (value === -1) throw new TypeError('the seed is not base32')
      return value.toString(2).padStart(5, '0')
    })
    .join('')
  const bytes = bits.match(/.{8}/g)
  if (!bytes) throw new TypeError('the seed is empty')
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}
