import { setTimeout as delay } from 'node:timers/promises'
import { classify, isTransientFault } from '../../base/classify.ts'
import type { Logger } from '../../base/log/log.ts'

/** The account that a write concerns. */
export type About = { accountId: string; username: string }

type Ended<T> = { stored: T } | { error: unknown }

type PendingWrite = {
  about: About
  /** Returns the final error, or undefined once stored. Throws a transient fault. */
  write: () => Promise<unknown>
}

/** Real time before each further try; the last one repeats. */
const PAUSES_MS = [50, 500, 1_000]
const DELAYED = 'account outcome not recorded yet'
const DROPPED = 'account outcome not recorded: dropped at shutdown'
/** Real time that a caller with a new write, or about to lease, waits for pending writes. */
const WAIT_MS = 1_600

/**
 * Outcomes of requests that could not be stored because the database was away: kept in order, and
 * stored when the database is back. Until then their accounts stay held, and this process calls
 * `isEmpty` before each lease: an account whose lease ended meanwhile would be leased as if nothing
 * had happened. Other processes are kept away by the lease alone; after a takeover by one of them
 * the outcome is not recorded.
 */
export class PendingWrites {
  readonly #log: Logger
  readonly #pending: PendingWrite[] = []
  #storing: Promise<void> | undefined
  #isStopped = false

  constructor(log: Logger) {
    this.#log = log
  }

  /**
   * Writes now and returns the result, or queues `write` for later and returns undefined. `write`
   * must be repeatable, since the answer to the first try may have been lost. `ended` is called
   * once the write is stored or has finally failed. Throws what `write` throws, except a transient
   * fault.
   */
  async store<T>(
    about: About,
    write: () => Promise<T>,
    ended: () => unknown = () => undefined,
  ): Promise<T | undefined> {
    const attempt = async (): Promise<Ended<T>> => {
      let end: Ended<T>
      try {
        end = { stored: await write() }
      } catch (error) {
        if (isTransientFault(error)) throw error
        end = { error }
      }
      ended()
      return end
    }
    const end = await this.#attemptOrQueue(about, attempt)
    if (!end) return undefined
    if ('error' in end) throw end.error
    return end.stored
  }

  /** Whether no write is pending; waits a moment of real time for pending ones. */
  async isEmpty(): Promise<boolean> {
    if (this.#storing) await Promise.race([this.#storing, moment()])
    return this.#pending.length === 0
  }

  async drained(): Promise<void> {
    await this.#storing
  }

  /** Stops: pending writes are lost with the process, and later ones are tried only once. */
  stop(): void {
    this.#isStopped = true
    const abouts = new Map(this.#pending.map(({ about }) => [about.accountId, about]))
    for (const about of abouts.values()) this.#log.error(fieldsOf(about), DROPPED)
  }

  async #attemptOrQueue<T>(
    about: About,
    attempt: () => Promise<Ended<T>>,
  ): Promise<Ended<T> | undefined> {
    // Pending writes go first: a later write of an account would end the lease that an earlier
    // needs.
    const isFirst = this.#pending.length === 0
    if (isFirst) {
      try {
        return await attempt()
      } catch (error) {
        this.#log.warn({ ...fieldsOf(about), err: classify(error) }, DELAYED)
      }
    }
    if (this.#isStopped) {
      this.#log.error(fieldsOf(about), DROPPED)
      return undefined
    }
    const { promise, resolve } = Promise.withResolvers<Ended<T>>()
    const write = async (): Promise<unknown> => {
      const end = await attempt()
      resolve(end)
      return 'error' in end ? end.error : undefined
    }
    this.#pending.push({ about, write })
    this.#storing ??= this.#storePending()
    return isFirst ? await Promise.race([promise, moment()]) : undefined
  }

  async #storePending(): Promise<void> {
    let tries = 0
    for (let next = this.#pending[0]; next && !this.#isStopped; next = this.#pending[0]) {
      await delay(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)], undefined, { ref: false })
      tries += 1
      if (!(await this.#storeLate(next))) continue
      this.#pending.shift()
      tries = 0
    }
    this.#storing = undefined
  }

  /** Whether the write is done, stored or not. */
  async #storeLate({ about, write }: PendingWrite): Promise<boolean> {
    const fields = fieldsOf(about)
    try {
      const defect = await write()
      if (defect === undefined) this.#log.info(fields, 'account outcome recorded late')
      else this.#log.error({ ...fields, err: classify(defect) }, 'account outcome not recorded')
      return true
    } catch (error) {
      this.#log.debug({ ...fields, err: classify(error) }, DELAYED)
      return false
    }
  }
}

const moment = async (): Promise<undefined> => await delay(WAIT_MS, undefined, { ref: false })

const fieldsOf = ({ accountId, username }: About) => ({ account_id: accountId, account: username })
