import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError, type Disposition } from '../../../base/errors.ts'
import { withoutEnd } from '../../../base/text.ts'

/** OWASP's set for argon2id with 19 MiB: about 60 ms on a core. */
const MEMORY_KIB = 19 * 1024
const PASSES = 2
const HASH_BYTES = 32
const SALT_BYTES = 16

/** Each holds 19 MiB and a thread of the pool that files and names need, too. */
const MAX_AT_ONCE = 2
const MAX_WAITING = 20

/** Too many passwords are being checked. */
class SignInBusyError extends AppError {
  readonly code = 'sign_in_busy'
  readonly disposition: Disposition = { action: 'snooze', delayMs: 2_000 }
  readonly status = 503

  constructor() {
    super('too many people sign in at once; try again in a moment')
  }
}

const derive = promisify(argon2)

type Parameters = { memory: number; passes: number; parallelism: number }
const CURRENT: Parameters = { memory: MEMORY_KIB, passes: PASSES, parallelism: 1 }

/** Hashes and checks passwords, a few at once: one for a process. */
export type Passwords = {
  /** The PHC string of a password. */
  hash(password: string): Promise<string>
  /** A missing PHC string fits nothing; `isOutdated`: it has older parameters. */
  check(
    password: string,
    stored: string | null,
    /** A known client goes before strangers, who could keep everybody waiting. */
    client: { isKnown: boolean },
  ): Promise<{ fits: boolean; isOutdated: boolean }>
}

export function createPasswords(): Passwords {
  const inTurn = createTurns()
  // Passwords are compared in Unicode's form NFC: keyboards differ.
  const digest = async (
    password: string,
    salt: Buffer,
    input: Parameters & { bytes: number; isKnown: boolean },
  ): Promise<Buffer> => {
    const { bytes, isKnown, ...parameters } = input
    const message = password.normalize('NFC')
    const whole = { message, nonce: salt, tagLength: bytes, ...parameters }
    return await inTurn(isKnown, async () => await derive('argon2id', whole))
  }
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      const hash = await digest(password, salt, { ...CURRENT, bytes: HASH_BYTES, isKnown: true })
      return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${unpadded(salt)}$${unpadded(hash)}`
    },
    async check(password, stored, { isKnown }) {
      const { salt, hash, parameters } = parsePhc(stored ?? NOBODYS)
      const found = await digest(password, salt, { ...parameters, bytes: hash.byteLength, isKnown })
      return {
        fits: timingSafeEqual(found, hash) && stored !== null,
        isOutdated: parameters.memory < MEMORY_KIB || parameters.passes < PASSES,
      }
    },
  }
}

const unpadded = (bytes: Buffer): string => withoutEnd(bytes.toString('base64'), '=')

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** Fits no password: an unknown login takes as long as a known one. */
const NOBODYS = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${unpadded(Buffer.alloc(SALT_BYTES))}$${unpadded(Buffer.alloc(HASH_BYTES))}`

function parsePhc(text: string): { salt: Buffer; hash: Buffer; parameters: Parameters } {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(text) ?? []
  if (salt === undefined || hash === undefined)
    throw new Error('a stored password hash is not argon2id')
  return {
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
    parameters: {
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
    },
  }
}

/**
 * Runs a few works at once; the others wait, those of strangers behind those of known clients.
 * Throws SignInBusyError when too many of their kind do.
 */
function createTurns() {
  const known: (() => void)[] = []
  const strangers: (() => void)[] = []
  let running = 0
  return async <T>(isKnown: boolean, work: () => Promise<T>): Promise<T> => {
    const waiting = isKnown ? known : strangers
    if (running < MAX_AT_ONCE) running += 1
    else if (waiting.length >= MAX_WAITING) throw new SignInBusyError()
    // A work that ends hands its turn over.
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = known.shift() ?? strangers.shift()
      if (next) next()
      else running -= 1
    }
  }
}
