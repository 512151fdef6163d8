import { z } from 'zod'
import { isUuid } from '../../base/text.ts'
import { ApiError, type ApiClient } from '../../cli/api-client.ts'
import { command, query, type Command, type Input, type NoOptions } from '../../cli/command.ts'
import type { Options } from '../../cli/option.ts'
import { readSecretFile } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { UsageError } from '../../cli/usage-error.ts'

const Found = z.object({ data: z.array(z.object({ id: z.string(), kind: z.string().optional() })) })

/** The path of the account that the first word names, by id or username; of two with one name, of the pool's. */
export async function accountPath(
  api: ApiClient,
  { words: [name = ''] }: Pick<Input, 'words'>,
): Promise<string> {
  if (isUuid(name)) return `/api/accounts/${name}`
  const { data } = Found.parse(await api.send('GET', query('/api/accounts', { username: name })))
  const account = data.find(({ kind }) => kind !== 'connection') ?? data[0]
  if (!account) throw new ApiError(`there is no account '${name}'; see gramd accounts list`)
  return `/api/accounts/${account.id}`
}

export const ACCOUNT = { name: 'ACCOUNT', about: 'its username or id' }

type OnAccount<O extends Options> = Omit<Command<O>, 'run' | 'words'> & {
  run(api: ApiClient, path: string, input: Input<O>): Promise<unknown>
}

/** A command on one account, which is given by id or username. */
export const onAccount = <const O extends Options = NoOptions>({
  run,
  ...declaration
}: OnAccount<O>): Command =>
  command<O>({
    ...declaration,
    words: [ACCOUNT],
    run: async (api, input) => await run(api, await accountPath(api, input), input),
  })

const SECRETS = [
  { file: 'password-file', field: 'password', prompt: 'Password' },
  { file: 'totp-seed-file', field: 'totp_seed', prompt: 'Setup key of the authenticator' },
  { file: 'sessionid-file', field: 'sessionid', prompt: 'sessionid cookie' },
  { file: 'session-file', field: 'session_file', prompt: 'Saved session' },
] as const

type SecretFiles = Partial<Record<(typeof SECRETS)[number]['file'], string | undefined>>

export const bringsSession = (files: SecretFiles): boolean =>
  files['sessionid-file'] !== undefined || files['session-file'] !== undefined

/**
 * The secrets in files, by the fields of the API; `-` is asked for, or standard input, which can be
 * one of them only.
 */
export async function readSecrets(
  name: string,
  files: SecretFiles,
): Promise<Readonly<Record<string, string>>> {
  if (Object.values(files).filter((file) => file === '-').length > 1)
    throw new UsageError('only one secret can come from standard input; put the others into files')
  const secrets: Record<string, string> = {}
  for (const { file, field, prompt } of SECRETS) {
    const secret = await readSecretFile(files[file], `${prompt} of ${name}: `)
    if (secret !== undefined) secrets[field] = secret
  }
  return secrets
}

export type Words = Pick<Input, 'words'>
export const named = ({ words }: Words): string => (words[0] ?? '').replace(/^@/, '')

/** `Logged my_account in; it is active.` */
export const stateAfter =
  (done: (name: string) => string) =>
  (answer: unknown, input: Words): string =>
    `${done(named(input))}; it is ${String(fieldAt(answer, 'state'))} now.`
