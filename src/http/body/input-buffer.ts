import { setImmediate } from 'node:timers/promises'
import { networkOf } from '../client-address.ts'

const MB = 1024 * 1024

/**
 * Limits, in bytes, for bodies in memory, from their announcement until their requests are
 * answered.
 */
export type InputLimits = {
  /**
   * All bodies of the process: a container may have 512 MB, and a parsed body takes several times
   * its bytes.
   */
  total: number
  /**
   * Bodies of anonymous clients; the rest is reserved for requests with a valid token or session.
   */
  ofStrangers: number
  /**
   * Bodies of anonymous clients at one address; with `ofAddressKnown`, less than half of the total.
   */
  ofAddress: number
  /** Bodies with a valid token or session from one address, which may be a whole office. */
  ofAddressKnown: number
}

const DEFAULTS: InputLimits = {
  total: 40 * MB,
  ofStrangers: 24 * MB,
  ofAddress: 8 * MB,
  ofAddressKnown: 11 * MB,
}

/** Bodies up to this size are small: they are checked at once. */
export const SMALL_BODY = 64 * 1024
/** The share of each limit that large bodies may fill: the rest is reserved for small ones. */
const LARGE_SHARE = 3 / 4

/** The part of the buffer that one request has reserved. */
export type InputReservation = {
  /** Reserves more bytes for its body; false when the buffer is full. */
  reserve(bytes: number, sender: { isKnown: boolean }): boolean
  /** Resolves when a large body may be checked: one at a time, with other requests in between. */
  turn(): Promise<void>
  /** Releases everything that was reserved. */
  release(): void
}

/** The memory of a process for request bodies. */
export type InputBuffer = {
  open(address: string | undefined): InputReservation
  /** Bytes that all requests have reserved. */
  reserved(): number
}

/** Creates a buffer that counts bytes and refuses more than the limits. */
export function createInputBuffer(overrides: Partial<InputLimits> = {}): InputBuffer {
  const limits = { ...DEFAULTS, ...overrides }
  const used = new Map<string, number>()
  const turn = createTurns()
  const fits = (names: readonly Counted[], bytes: number, share: number): boolean =>
    names.every(({ name, limit }) => (used.get(name) ?? 0) + bytes <= limit * share)
  const add = (names: readonly Counted[], bytes: number): void => {
    for (const { name } of names) {
      const now = (used.get(name) ?? 0) + bytes
      if (now > 0) used.set(name, now)
      else used.delete(name)
    }
  }
  return {
    reserved: () => used.get('all') ?? 0,
    open(address) {
      const network = networkOf(address)
      const held = { bytes: 0, counted: countedIn(limits, network, false) }
      return {
        turn,
        reserve(bytes, { isKnown }) {
          if (held.bytes === 0) held.counted = countedIn(limits, network, isKnown)
          const isLarge = held.bytes + bytes > SMALL_BODY
          if (!fits(held.counted, bytes, isLarge ? LARGE_SHARE : 1)) return false
          add(held.counted, bytes)
          held.bytes += bytes
          return true
        },
        release() {
          add(held.counted, -held.bytes)
          held.bytes = 0
        },
      }
    },
  }
}

/** A counter that a request adds to, with its limit. */
type Counted = { name: string; limit: number }

function countedIn(limits: InputLimits, network: string, isKnown: boolean): Counted[] {
  const all = { name: 'all', limit: limits.total }
  if (isKnown) return [all, { name: `known ${network}`, limit: limits.ofAddressKnown }]
  return [
    all,
    { name: 'strangers', limit: limits.ofStrangers },
    { name: `stranger ${network}`, limit: limits.ofAddress },
  ]
}

/** Grants turns one at a time; the event loop serves other requests between two turns. */
function createTurns(): () => Promise<void> {
  let last = Promise.resolve()
  return async () => {
    const mine = last
    last = mine.then(async () => await setImmediate())
    await mine
  }
}
