import { classify } from '../../base/classify.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log/log.ts'
import { hashOf } from '../../base/secrets.ts'
import { bearerOf, type Authenticate } from '../access/authenticate.ts'
import { AccessError, TooManyStreamsError } from '../errors.ts'
import { ANONYMOUS, type Principal } from '../access/principal.ts'

/** Event streams that one session or token may have open in a process. */
export const MAX_STREAMS = 20
/** Real time between two checks of a principal. */
const CHECK_MS = 10_000
const RETRY_MS = 1_000
/** A stream whose principal could not be checked for this long (real time) ends. */
const MAX_UNCHECKED_MS = 15_000

/** The principal that opened a stream, and the header that proved it. */
export type StreamOwner = { authorization: string | undefined; principal: Principal }

/** Long-running answers, which end when their caller loses access. */
export type OpenStreams = {
  /**
   * Checks the owner until it is released; calls `end` once they have lost a scope or all access.
   */
  watch(owner: StreamOwner, end: () => void): () => void
  /** The same for an event stream, whose number is limited. Throws TooManyStreamsError. */
  open(owner: StreamOwner, end: () => void): () => void
  /** Checks all owners at once: access may just have been removed. */
  recheck(): void
}

type Stream = { principal: Principal; end: () => void }
/** The streams of one session or token, which are checked together. */
type Group = {
  authorization: string
  streams: Set<Stream>
  counted: number
  closing: AbortController
  wake: () => void
}

type Parts = { authenticate: Authenticate; clock: Clock; log: Logger }

/** Creates the register of a process; `clock` is real time. */
export function createOpenStreams(parts: Parts): OpenStreams {
  const groups = new Map<string, Group>()
  const add = (owner: StreamOwner, end: () => void, isCounted: boolean): (() => void) => {
    const { authorization, principal } = owner
    // The answers of a link are checked when they begin.
    const isUnchecked = principal.kind === ANONYMOUS.kind || principal.kind === 'share'
    if (authorization === undefined || isUnchecked) return () => undefined
    const key = hashOf(bearerOf(authorization) ?? '').toString('hex')
    const known = groups.get(key)
    if (isCounted && (known?.counted ?? 0) >= MAX_STREAMS)
      throw new TooManyStreamsError(MAX_STREAMS)
    const group = known ?? newGroup(authorization)
    const stream = { principal, end }
    group.streams.add(stream)
    if (isCounted) group.counted += 1
    if (!known) {
      groups.set(key, group)
      void checkAgain(parts, group)
    }
    return () => {
      if (!group.streams.delete(stream)) return
      if (isCounted) group.counted -= 1
      if (group.streams.size > 0) return
      groups.delete(key)
      group.closing.abort()
    }
  }
  return {
    watch: (owner, end) => add(owner, end, false),
    open: (owner, end) => add(owner, end, true),
    recheck: () => groups.forEach(({ wake }) => wake()),
  }
}

const newGroup = (authorization: string): Group => ({
  authorization,
  streams: new Set(),
  counted: 0,
  closing: new AbortController(),
  wake: () => undefined,
})

/** Checks a group until its last stream is released. Never rejects. */
async function checkAgain(parts: Parts, group: Group): Promise<void> {
  const { clock } = parts
  let checkedAt = clock.now().getTime()
  let waitMs = CHECK_MS
  for (;;) {
    await pause(clock, group, waitMs)
    if (group.closing.signal.aborted) return
    const principal = await lookUp(parts, group)
    if (principal !== 'unknown') checkedAt = clock.now().getTime()
    waitMs = principal === 'unknown' ? RETRY_MS : CHECK_MS
    const isOverdue = clock.now().getTime() - checkedAt + waitMs > MAX_UNCHECKED_MS
    for (const stream of group.streams)
      if (principal === 'unknown' ? isOverdue : !mayGoOn(stream.principal, principal)) stream.end()
  }
}

async function pause(clock: Clock, group: Group, ms: number): Promise<void> {
  const waking = new AbortController()
  group.wake = () => waking.abort()
  const signal = AbortSignal.any([waking.signal, group.closing.signal])
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/**
 * Looks the principal up: anonymous when there is none; unknown while the database does not answer.
 */
async function lookUp(
  { authenticate, log }: Parts,
  { authorization }: Group,
): Promise<Principal | 'unknown'> {
  try {
    return await authenticate(authorization)
  } catch (thrown) {
    if (thrown instanceof AccessError) return ANONYMOUS
    const error = classify(thrown)
    log.warn({ err: error, code: error.code }, 'principal of a stream not checked')
    return 'unknown'
  }
}

const mayGoOn = (before: Principal, now: Principal): boolean =>
  now.id === before.id &&
  (now.mustEnroll !== true || before.mustEnroll === true) &&
  before.scopes.every((scope) => now.scopes.includes(scope))
