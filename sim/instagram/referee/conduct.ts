import { createRollingWindow, type RollingWindow } from './rolling-window.ts'
import { DAY } from './rules.ts'

export type Totals = {
  requests: number
  logins: number
  login_flow: number
  /** By endpoint class. */
  classes: Record<string, number>
}

/** The referee's record of one account, or of one device whose account is unknown. */
export type Conduct = {
  requests: RollingWindow
  logins: RollingWindow
  open: number
  /** World time (ms) at which the last request ended. */
  endedAt: number
  /** The answer that froze the account, until an operator clears it. */
  frozenBy: string | null
  restsUntil: number
  /** Fingerprint of the last refused password. */
  refusedPassword: string | null
  mayChangeProxy: boolean
  totals: Totals
}

export type ConductBook = {
  ofAccount(username: string): Conduct
  ofDevice(deviceId: string): Conduct
  totalsByAccount(): Record<string, Totals>
}

const MAX_DEVICES = 5_000

export function createConductBook(): ConductBook {
  const accounts = new Map<string, Conduct>()
  const devices = new Map<string, Conduct>()
  const open = (map: Map<string, Conduct>, key: string): Conduct => {
    const conduct = map.get(key) ?? createConduct()
    map.set(key, conduct)
    return conduct
  }
  return {
    ofAccount: (username) => open(accounts, username),
    ofDevice(deviceId) {
      const conduct = open(devices, deviceId)
      const oldest = devices.keys().next()
      if (devices.size > MAX_DEVICES && !oldest.done) devices.delete(oldest.value)
      return conduct
    },
    totalsByAccount: () =>
      Object.fromEntries([...accounts].map(([key, { totals }]) => [key, structuredClone(totals)])),
  }
}

export const createTotals = (): Totals => ({ requests: 0, logins: 0, login_flow: 0, classes: {} })

function createConduct(): Conduct {
  return {
    requests: createRollingWindow(DAY),
    logins: createRollingWindow(DAY),
    open: 0,
    endedAt: Number.NEGATIVE_INFINITY,
    frozenBy: null,
    restsUntil: Number.NEGATIVE_INFINITY,
    refusedPassword: null,
    mayChangeProxy: false,
    totals: createTotals(),
  }
}
