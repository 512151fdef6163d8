import type { Skipped } from '../../../src/platforms/instagram/answers/fields.ts'

/** For answers of which nothing may be left out. */
export const whole = ({ fault }: Skipped): never => {
  throw new Error(`something was left out: ${fault}`)
}
