import { roundOfWriters } from '../rounds-of-writers.ts'
import { slowness } from '../slowness.ts'
import type { Attack } from './attack.ts'

const CLIENTS = 300
const SECONDS = 12
const MAX_MB = 512
const MAX_SIGN_IN_MS = 500

/** Clients announce bodies and send all but the end; a member signs in from another address meanwhile. */
export const writers: Attack = {
  name: 'unfinished bodies',
  async run(shipped) {
    const findings = []
    for (const round of ['first', 'second']) {
      const { rssMb, signInMs, failed } = await roundOfWriters(shipped, {
        clients: CLIENTS,
        seconds: SECONDS,
      })
      const factor = slowness()
      findings.push({
        attack: `${CLIENTS} clients, ${round} round`,
        measured: `${rssMb} MB, sign-in ${signInMs} ms, ${failed.length} refused`,
        bound: `${MAX_MB} MB, ${MAX_SIGN_IN_MS} ms × ${factor.toFixed(1)} (load), 0 refused`,
        holds: rssMb < MAX_MB && signInMs < MAX_SIGN_IN_MS * factor && failed.length === 0,
      })
    }
    return findings
  },
}
