import { readSecretFile } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { UsageError } from '../../cli/usage-error.ts'

export const ACCOUNT = { name: 'ACCOUNT', about: 'its username or id' } as const

/** A command on one account, which is given by id or username. */
export const ON_ACCOUNT = { words: { id: ACCOUNT } } as const

const SECRETS = [
  { field: 'password', prompt: 'Password' },
  { field: 'totp_seed', prompt: 'Setup key of the authenticator' },
  { field: 'sessionid', prompt: 'sessionid cookie' },
  { field: 'session_file', prompt: 'Saved session' },
] as const

/** The paths of files with secrets, by the fields of the API. */
export type SecretFiles = { readonly [Field in Secret]?: unknown }
type Secret = (typeof SECRETS)[number]['field']
type Secrets = { [Field in Secret]?: string }

/** The help for the fields of a session. */
export const SESSION = {
  session_file: {
    option: 'session-file',
    value: 'FILE',
    about:
      'best: the settings of instagrapi, made through its proxy; or a session of gramd’s library',
  },
  sessionid: {
    option: 'sessionid-file',
    value: 'FILE',
    about: 'a file with the sessionid cookie of a browser',
  },
} as const

export const bringsSession = ({ sessionid, session_file }: SecretFiles): boolean =>
  sessionid !== undefined || session_file !== undefined

/**
 * The secrets in files, by the fields of the API; `-` is asked for, or standard input, which can be
 * one of them only.
 */
export async function readSecrets(name: string, files: SecretFiles): Promise<Secrets> {
  if (SECRETS.filter(({ field }) => files[field] === '-').length > 1)
    throw new UsageError('only one secret can come from standard input; put the others into files')
  const secrets: Secrets = {}
  for (const { field, prompt } of SECRETS) {
    const file = files[field]
    if (typeof file !== 'string') continue
    const secret = await readSecretFile(file, `${prompt} of ${name}: `)
    if (secret !== undefined) secrets[field] = secret
  }
  return secrets
}

export type Words = { readonly words: readonly string[] }
export const named = ({ words }: Words): string => (words[0] ?? '').replace(/^@/, '')

/** `Logged my_account in; it is active.` */
export const stateAfter =
  (done: (name: string) => string) =>
  (answer: unknown, input: Words): string =>
    `${done(named(input))}; it is ${String(fieldAt(answer, 'state'))} now.`
