import { InvalidInputError, type FieldProblem } from '../../../base/errors.ts'
import { isKeyboardWalk } from './keyboard-walk.ts'
import { MAX_CHARACTERS, passwordBases } from './password-bases.ts'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'

/** The list of a package that is kept up to date, most common first; about 49,000 entries. */
const LIST = import.meta.resolve('@zxcvbn-ts/language-common/src/passwords.json')

/**
 * Reads the most common passwords, in lower case. Passwords are set rarely, so that the list is
 * read each time (about 25 ms) rather than occupy memory of the process for good.
 */
export async function readCommonPasswords(): Promise<ReadonlySet<string>> {
  const parsed: unknown = JSON.parse(await readFile(new URL(LIST), 'utf8'))
  return new Set(z.array(z.string()).parse(parsed))
}

const MIN_CHARACTERS = 12
const MIN_DIFFERENT = 5
/** A shorter login is part of many words: only a password made of nothing else is refused. */
const MIN_LOGIN_WITHIN = 4

type Fault = Omit<FieldProblem, 'field'>

/** Throws InvalidInputError with the reason for a password that is easily guessed. */
export async function requireGoodPassword(
  password: string,
  login: string,
  readCommon = readCommonPasswords,
): Promise<void> {
  const fault = await findFault(password, login, readCommon)
  if (fault === undefined) return
  throw new InvalidInputError(`password: ${fault.reason}`, [{ field: 'password', ...fault }])
}

async function findFault(
  password: string,
  login: string,
  readCommon: typeof readCommonPasswords,
): Promise<Fault | undefined> {
  const chars = Array.from(password.normalize('NFC'))
  if (chars.length < MIN_CHARACTERS || chars.length > MAX_CHARACTERS)
    return {
      code: 'password_length',
      reason: `expected ${MIN_CHARACTERS} to ${MAX_CHARACTERS} characters`,
      limits: { min: MIN_CHARACTERS, max: MAX_CHARACTERS },
    }
  const lower = chars.join('').toLowerCase()
  const bases = passwordBases(password)
  if (lower.includes('gramd') || bases.has(login) || isWithin(login, lower))
    return { code: 'password_login', reason: "must not contain the login or 'gramd'" }
  if (new Set(lower).size < MIN_DIFFERENT)
    return {
      code: 'password_repeats',
      reason: `repeats few characters; use at least ${MIN_DIFFERENT} different ones`,
      limits: { min: MIN_DIFFERENT },
    }
  if ([...bases].some(isKeyboardWalk))
    return {
      code: 'password_keyboard',
      reason: 'follows the keys of a keyboard or the alphabet; use several unrelated words',
    }
  const common = await readCommon()
  if ([...bases].some((base) => common.has(base)))
    return {
      code: 'password_common',
      reason:
        'is one of the most common passwords, lengthened, repeated, reversed or typed on ' +
        'another keyboard; use several unrelated words',
    }
  return undefined
}

const isWithin = (login: string, lower: string): boolean =>
  login.length >= MIN_LOGIN_WITHIN && lower.includes(login)
