import { digest } from '../openai/draw.ts'
import type { Grant, Login } from './grants.ts'

/** A code that a dialog handed out for one exchange. */
type Code = {
  code: string
  login: Login
  grant: Grant
  redirectUri: string
  endsAt: number
  isUsed: boolean
}

export type CodeStore = {
  issue(grant: Grant, redirectUri: string, at: number): Code
  find(code: string): Code | undefined
}

const LIFE_MS = 3_600_000
const MAX_REMEMBERED = 10_000

export function createCodeStore(seed: string): CodeStore {
  const codes = new Map<string, Code>()
  let count = 0
  return {
    issue(grant, redirectUri, at) {
      count += 1
      const code = `AQ${digest(seed, 'code', count)}`
      const made = {
        code,
        login: grant.login,
        grant,
        redirectUri,
        endsAt: at + LIFE_MS,
        isUsed: false,
      }
      codes.set(code, made)
      const oldest = codes.keys().next()
      if (codes.size > MAX_REMEMBERED && !oldest.done) codes.delete(oldest.value)
      return made
    },
    find: (code) => codes.get(code),
  }
}
