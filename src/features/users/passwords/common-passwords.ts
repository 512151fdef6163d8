import { readFile } from 'node:fs/promises'
import { z } from 'zod'

/** The list of a package that is kept up to date, most common first; about 49,000 entries. */
const LIST = import.meta.resolve('@zxcvbn-ts/language-common/src/passwords.json')

/**
 * Reads the most common passwords, in lower case. Passwords are set rarely, so that the list is read
 * each time (about 25 ms) rather than occupy memory of the process for good.
 */
export async function readCommonPasswords(): Promise<ReadonlySet<string>> {
  const parsed: unknown = JSON.parse(await readFile(new URL(LIST), 'utf8'))
  return new Set(z.array(z.string()).parse(parsed))
}
