import { setTimeout as delay } from 'node:timers/promises'
import { classify, isPassingFault } from '../../base/classify.ts'
import type { Logger } from '../../base/log.ts'

/** The account that something is about. */
export type About = { accountId: string; username: string }

type Ended<T> = { stored: T } | { error: unknown }

type News = {
  about: About
  /**
   * Gives the error that ended it for good; undefined once it is stored. Throws a passing fault.
   */
  write: () => Promise<unknown>
}

/** Real time before each further try; the last one repeats. */
const PAUSES_MS = [50, 500, 1_000]
/** Real time that whoever has news, or is about to lease, waits for it to be stored. */
const WAIT_MS = 1_600

/**
 * What requests meant for accounts and could not be stored, because the database was away: it is
 * kept here, in its order, and stored as soon as the database is back. Until then its accounts stay
 * held, and whoever leases in this process asks `isEmpty` first: an account whose lease has ended
 * meanwhile would be leased again as if nothing had been said. Of other processes the lease alone
 * keeps it, and what comes after another has taken it over is not recorded.
 */
export class PendingWrites {
  readonly #log: Logger
  readonly #kept: News[] = []
  #storing: Promise<void> | undefined
  #isStopped = false

  constructor(log: Logger) {
    this.#log = log
  }

  /**
   * Writes what must not be forgotten and gives what `write` gives, or undefined when it is kept
   * for later. `write` must bear being done twice, since the answer to the first may have been
   * lost. `ended` is called once it is stored, or never will be. Throws what `write` throws, unless
   * that is a passing fault.
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
        if (isPassingFault(error)) throw error
        end = { error }
      }
      ended()
      return end
    }
    const end = await this.#attemptOrKeep(about, attempt)
    if (!end) return undefined
    if ('error' in end) throw end.error
    return end.stored
  }

  /** Whether something of this account is kept, which still needs its lease. */
  has({ accountId }: About): boolean {
    return this.#kept.some(({ about }) => about.accountId === accountId)
  }

  /** Whether nothing is kept; what is kept gets a moment of real time to be stored. */
  async isEmpty(): Promise<boolean> {
    if (this.#storing) await Promise.race([this.#storing, moment()])
    return this.#kept.length === 0
  }

  /** When nothing is kept any more. */
  async drained(): Promise<void> {
    await this.#storing
  }

  /**
   * Gives up: what is still kept is lost with the process, and what cannot be stored at once from
   * now on.
   */
  stop(): void {
    this.#isStopped = true
    const abouts = new Map(this.#kept.map(({ about }) => [about.accountId, about]))
    for (const about of abouts.values()) this.#log.error(fieldsOf(about), 'account news lost')
  }

  async #attemptOrKeep<T>(
    about: About,
    attempt: () => Promise<Ended<T>>,
  ): Promise<Ended<T> | undefined> {
    // What is kept goes first: of one account the later would end the lease that the earlier needs.
    const isFirst = this.#kept.length === 0
    if (isFirst) {
      try {
        return await attempt()
      } catch (error) {
        this.#log.warn({ ...fieldsOf(about), err: classify(error) }, 'account news not stored yet')
      }
    }
    if (this.#isStopped) {
      this.#log.error(fieldsOf(about), 'account news lost')
      return undefined
    }
    const { promise, resolve } = Promise.withResolvers<Ended<T>>()
    const write = async (): Promise<unknown> => {
      const end = await attempt()
      resolve(end)
      return 'error' in end ? end.error : undefined
    }
    this.#kept.push({ about, write })
    this.#storing ??= this.#storeKept()
    return isFirst ? await Promise.race([promise, moment()]) : undefined
  }

  async #storeKept(): Promise<void> {
    let tries = 0
    for (let news = this.#kept[0]; news && !this.#isStopped; news = this.#kept[0]) {
      await delay(PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)], undefined, { ref: false })
      tries += 1
      if (!(await this.#storeLate(news))) continue
      this.#kept.shift()
      tries = 0
    }
    this.#storing = undefined
  }

  /** Whether it need not be kept any longer. */
  async #storeLate({ about, write }: News): Promise<boolean> {
    const fields = fieldsOf(about)
    try {
      const defect = await write()
      if (defect === undefined) this.#log.info(fields, 'account news stored late')
      else this.#log.error({ ...fields, err: classify(defect) }, 'account news lost')
      return true
    } catch (error) {
      this.#log.debug({ ...fields, err: classify(error) }, 'account news not stored yet')
      return false
    }
  }
}

const moment = async (): Promise<undefined> => await delay(WAIT_MS, undefined, { ref: false })

const fieldsOf = ({ accountId, username }: About) => ({ account_id: accountId, account: username })
