import { z } from 'zod'
import type { ControlClient } from '../storm/control-client.ts'

const Violations = z.array(z.looseObject({ rule: z.string(), account: z.string().nullable() }))
export type WrittenRule = z.output<typeof Violations>[number]

/** What an account did not hear: its storm says so once, while the platform would say it again. */
const UNHEARD = ['after_freeze', 'during_rest']
const SHOWN = 5

/** What must not be of the rules that the referee has seen broken, in its own words. */
export async function brokenRules(control: ControlClient, kills: number): Promise<string[]> {
  return failuresOf(Violations.parse(await control.get('/referee/violations')), kills)
}

/**
 * An answer that was on its way when the daemon was killed is known to nobody: so an account a kill may go on as if it
 * had not been stopped. What the daemon knows when the database dies it stores later. Everything else is a failure.
 */
export function failuresOf(written: readonly WrittenRule[], kills: number): string[] {
  const unheard = written.filter(({ rule }) => UNHEARD.includes(rule))
  const accounts = new Set(unheard.map(({ account }) => account))
  const broken =
    accounts.size <= kills ? written.filter(({ rule }) => !UNHEARD.includes(rule)) : written
  if (broken.length === 0) return []
  return [
    `the referee counts ${broken.length} broken rules`,
    ...broken.slice(0, SHOWN).map((violation) => JSON.stringify(violation)),
  ]
}
