import { z } from 'zod'
import type { ControlClient } from '../storm/control-client.ts'

const Violations = z.array(z.looseObject({ rule: z.string(), account: z.string().nullable() }))
export type WrittenRule = z.output<typeof Violations>[number]

/** What an account did not hear: its storm says so once, while the platform would say it again. */
const UNHEARD = ['after_freeze', 'during_rest']
const SHOWN = 5

/** What must not be of the rules that the referee has seen broken, in its own words. */
export async function brokenRules(control: ControlClient, blows: number): Promise<string[]> {
  return failuresOf(Violations.parse(await control.get('/referee/violations')), blows)
}

/**
 * An answer that was on its way when the daemon or the database died may be known to nobody: so an account a blow may go
 * on as if it had not been stopped. Everything else is a failure.
 */
export function failuresOf(written: readonly WrittenRule[], blows: number): string[] {
  const unheard = written.filter(({ rule }) => UNHEARD.includes(rule))
  const accounts = new Set(unheard.map(({ account }) => account))
  const broken =
    accounts.size <= blows ? written.filter(({ rule }) => !UNHEARD.includes(rule)) : written
  if (broken.length === 0) return []
  return [
    `the referee counts ${broken.length} broken rules`,
    ...broken.slice(0, SHOWN).map((violation) => JSON.stringify(violation)),
  ]
}
