/** Faults of a receiver of notifications. */
export const RECEIVER_FAULT_KINDS = [
  'server_error',
  'rate_limit',
  'gone',
  'hang',
  'reset',
  'redirect',
] as const
export type ReceiverFaultKind = (typeof RECEIVER_FAULT_KINDS)[number]

/** A fault for the next `count` deliveries; `retryAfterSeconds` is for `rate_limit`. */
export type ReceiverFaultOrder = {
  kind: ReceiverFaultKind
  count?: number | undefined
  retryAfterSeconds?: number | undefined
}

export type ReceiverFault = { kind: ReceiverFaultKind; retryAfterSeconds: number }

/** The active faults, in the order of their requests. */
export type ReceiverFaults = {
  order(order: ReceiverFaultOrder): void
  /** The fault of the next delivery, counted as used; null for none. */
  take(): ReceiverFault | null
  clear(): void
}

const DEFAULT_RETRY_AFTER_SECONDS = 30

export function createReceiverFaults(): ReceiverFaults {
  let active: { fault: ReceiverFault; left: number }[] = []
  return {
    order({ kind, count, retryAfterSeconds = DEFAULT_RETRY_AFTER_SECONDS }) {
      const left = count ?? Number.POSITIVE_INFINITY
      active.push({ fault: { kind, retryAfterSeconds }, left })
    },
    take() {
      const [first] = active
      if (!first) return null
      first.left -= 1
      active = active.filter(({ left }) => left > 0)
      return first.fault
    },
    clear() {
      active = []
    },
  }
}
