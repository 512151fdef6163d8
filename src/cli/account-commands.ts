import { z } from 'zod'
import { isUuid } from '../uuid.ts'
import { ApiError, type ApiClient } from './api-client.ts'
import { onOff, orNull, query, UsageError, type ApiCommand, type Input } from './api-command.ts'
import { readSecret, readSecretFile } from './read-secret.ts'

const SESSION_FILES = '[--sessionid-file F | --session-file F]'

const Found = z.object({ data: z.array(z.object({ id: z.string() })) })

/** The path of the account that the first word names, by id or username. */
async function accountPath(api: ApiClient, { words: [name = ''] }: Input): Promise<string> {
  if (isUuid(name)) return `/api/accounts/${name}`
  const found = Found.parse(await api.send('GET', query('/api/accounts', { username: name })))
  const [account] = found.data
  if (!account) throw new ApiError(`there is no account '${name}'; see gramd accounts list`)
  return `/api/accounts/${account.id}`
}

/** A command on one account, which is given by id or username. */
const onAccount = (
  command: Pick<ApiCommand, 'name' | 'summary'> & { usage?: string },
  run: (api: ApiClient, path: string, input: Input) => Promise<unknown>,
): ApiCommand => ({
  ...command,
  usage: `ACCOUNT${command.usage === undefined ? '' : ` ${command.usage}`}`,
  needs: 1,
  run: async (api, input) => await run(api, await accountPath(api, input), input),
})

/** Files whose content is a secret; standard input can be one of them. */
async function readSecrets(
  { options, words: [name = ''] }: Input,
  names: readonly (keyof typeof PROMPTS)[],
): Promise<Partial<Record<keyof typeof PROMPTS, string>>> {
  const given = names.filter((each) => options[each] !== undefined)
  if (given.filter((each) => options[each] === '-').length > 1)
    throw new UsageError('only one secret can come from standard input; put the others into files')
  const secrets: Partial<Record<keyof typeof PROMPTS, string>> = {}
  for (const each of given) {
    const secret = await readSecretFile(options[each], `${PROMPTS[each]} of ${name}: `)
    if (secret !== undefined) secrets[each] = secret
  }
  return secrets
}

const PROMPTS = {
  'password-file': 'Password',
  'totp-seed-file': 'Setup key of the authenticator',
  'sessionid-file': 'sessionid cookie',
  'session-file': 'Saved session',
} as const

async function addAccount(api: ApiClient, input: Input): Promise<unknown> {
  const { words, options, flags } = input
  const files = ['password-file', 'totp-seed-file', 'sessionid-file', 'session-file'] as const
  const hasSession =
    options['sessionid-file'] !== undefined || options['session-file'] !== undefined
  const secrets = await readSecrets(
    // A password is asked for unless something else is given to log in with.
    options['password-file'] === undefined && !hasSession
      ? { ...input, options: { ...options, 'password-file': '-' } }
      : input,
    files,
  )
  return await api.send('POST', '/api/accounts', {
    username: words[0],
    password: secrets['password-file'],
    totp_seed: secrets['totp-seed-file'],
    sessionid: secrets['sessionid-file'],
    session_file: secrets['session-file'],
    proxy_id: options['proxy-id'],
    share_proxy: flags.has('share-proxy') || undefined,
    time_zone: options['time-zone'],
    warm_up: onOff('warm-up', options['warm-up']),
    notes: options['notes'],
  })
}

async function updateAccount(api: ApiClient, path: string, input: Input): Promise<unknown> {
  const { options, flags } = input
  if (flags.has('no-totp-seed') && options['totp-seed-file'] !== undefined)
    throw new UsageError('give either --totp-seed-file or --no-totp-seed')
  const secrets = await readSecrets(input, ['password-file', 'totp-seed-file'])
  return await api.send('PATCH', path, {
    password: secrets['password-file'],
    totp_seed: flags.has('no-totp-seed') ? null : secrets['totp-seed-file'],
    proxy_id: options['proxy-id'],
    share_proxy: flags.has('share-proxy') || undefined,
    time_zone: orNull(options['time-zone']),
    warm_up: onOff('warm-up', options['warm-up']),
    notes: orNull(options['notes']),
  })
}

async function setSession(api: ApiClient, path: string, input: Input): Promise<unknown> {
  const { options } = input
  const hasFile = options['sessionid-file'] !== undefined || options['session-file'] !== undefined
  const secrets = await readSecrets(
    hasFile ? input : { ...input, options: { ...options, 'sessionid-file': '-' } },
    ['sessionid-file', 'session-file'],
  )
  return await api.send('POST', `${path}/session`, {
    sessionid: secrets['sessionid-file'],
    session_file: secrets['session-file'],
  })
}

export const ACCOUNT_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'accounts add',
    usage: `USERNAME [--password-file F] [--totp-seed-file F] ${SESSION_FILES} [--proxy-id ID] [--share-proxy] [--time-zone Z] [--warm-up on|off] [--notes TEXT]`,
    summary:
      'put an account of yours into the pool; without a session, the password is asked for or read from standard input',
    needs: 1,
    run: addAccount,
  },
  {
    name: 'accounts list',
    usage: '[--state S] [--limit N] [--cursor C]',
    summary: 'accounts with their state and budget',
    needs: 0,
    run: (api, { options: { state, limit, cursor } }) =>
      api.send('GET', query('/api/accounts', { state, limit, cursor })),
  },
  onAccount(
    { name: 'accounts show', summary: 'one account (by id or username) and what it sent' },
    (api, path) => api.send('GET', path),
  ),
  onAccount(
    {
      name: 'accounts update',
      usage:
        '[--password-file F] [--totp-seed-file F | --no-totp-seed] [--proxy-id ID] [--share-proxy] [--time-zone Z] [--warm-up on|off] [--notes TEXT]',
      summary: "change what is known of an account; a file '-' is asked for or standard input",
    },
    updateAccount,
  ),
  onAccount(
    {
      name: 'accounts remove',
      summary: 'take an account out of the pool and forget its secrets',
    },
    (api, path) => api.send('DELETE', path),
  ),
  onAccount({ name: 'accounts pause', summary: 'take an account out of service' }, (api, path) =>
    api.send('POST', `${path}/pause`),
  ),
  onAccount({ name: 'accounts resume', summary: 'end a pause' }, (api, path) =>
    api.send('POST', `${path}/resume`),
  ),
  onAccount(
    { name: 'accounts login', summary: 'log an account in; takes a minute or two' },
    (api, path) => api.send('POST', `${path}/login`),
  ),
  onAccount(
    { name: 'accounts check', summary: 'see by one request whether its session lives' },
    (api, path) => api.send('POST', `${path}/check`),
  ),
  onAccount(
    {
      name: 'accounts challenge',
      usage: '[--resolved]',
      summary:
        'bring back an account whose challenge a person has answered; without --resolved, the code of its second factor is asked for or read from standard input',
    },
    async (api, path, { flags, words }) =>
      await api.send(
        'POST',
        `${path}/challenge`,
        flags.has('resolved')
          ? { resolved: true }
          : { code: await readSecret(`Code for ${words[0]}: `) },
      ),
  ),
  onAccount(
    { name: 'accounts session show', summary: 'the session of an account, without its secrets' },
    (api, path) => api.send('GET', `${path}/session`),
  ),
  onAccount(
    {
      name: 'accounts session set',
      usage: SESSION_FILES,
      summary:
        'replace the session of an account; without a file, the sessionid cookie is asked for or read from standard input',
    },
    setSession,
  ),
  onAccount(
    { name: 'accounts session clear', summary: 'forget the session of an account' },
    (api, path) => api.send('DELETE', `${path}/session`),
  ),
  onAccount(
    {
      name: 'accounts events',
      usage: '[--event E] [--limit N] [--cursor C]',
      summary: 'what happened to an account, newest first',
    },
    (api, path, { options: { event, limit, cursor } }) =>
      api.send('GET', query(`${path}/events`, { event, limit, cursor })),
  ),
]
