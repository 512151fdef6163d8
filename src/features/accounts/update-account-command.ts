import { z } from 'zod'
import { ACCOUNT_PURPOSES } from '../../accounts/states.ts'
import { isUuid } from '../../base/text.ts'
import type { ApiClient } from '../../cli/api-client.ts'
import { command, type Command, type Input } from '../../cli/command.ts'
import { ACCOUNT, accountPath, named, readSecrets } from './on-account-command.ts'
import { choice, flag, onOff, orNone, text, texts, whole } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'

export const PASSWORD = {
  'password-file': text('FILE', "a file with the password, '-' to be asked for it", 'password'),
  'totp-seed-file': text('FILE', 'a file with the setup key of its authenticator', 'totp_seed'),
}
export const SETTINGS = {
  proxy: text('PROXY', 'the label or id of the proxy that it uses', 'proxy_id'),
  'share-proxy': flag('that proxy may have another account already'),
  'warm-up': onOff('begin with a share of the limits that grows day by day'),
  'time-zone': orNone(text('ZONE', 'of its active hours, such as Asia/Almaty')),
  notes: orNone(text('TEXT', 'for people')),
  purpose: choice(ACCOUNT_PURPOSES, 'what it is for: publish never reads creators'),
  groups: texts('GROUP', 'of an account that publishes: all groups that it is in, by name or id'),
  language: orNone(text('CODE', 'of its captions, by ISO 639-1, as in kk')),
  formality: choice(['default', 'formal', 'informal'], 'how its translations address readers'),
  'posts-per-day': whole('at most, 10 unless you say so', {
    min: 1,
    max: 100,
    field: 'posts_limit_per_day',
  }),
  'warmup-stage': orNone(
    whole('how far its warm-up is: 3 has its full limits; without it by its age', {
      max: 3,
      field: 'warmup_stage',
    }),
  ),
  'age-days': whole('how old it is at Instagram', { max: 10_000, field: 'account_age_days' }),
}

const UPDATE = {
  ...PASSWORD,
  'no-totp-seed': flag('delete the setup key of its authenticator'),
  ...SETTINGS,
  'automatic-renewal': onOff('gramd logs it in by itself when its session has died'),
  'app-profile': {
    value: 'configured|VERSION/CODE/BLOKS_ID',
    about: 'a newer build of Instagram for its device; session and ids stay',
    field: 'app_profile',
    read: readApp,
  },
  all: flag('with --app-profile: every account whose app is older, instead of ACCOUNT'),
}

/** `configured`, or the three values of a build with slashes between them. */
function readApp(given: string) {
  if (given === 'configured') return given
  const [version, code, bloksId, ...more] = given.split('/')
  if (!version || !code || !bloksId || more.length > 0)
    throw new UsageError('expected configured, or VERSION/CODE/BLOKS_ID: three values of one build')
  return { version, version_code: code, bloks_version_id: bloksId }
}

async function proxyId(api: ApiClient, name: string): Promise<string> {
  if (isUuid(name)) return name
  const proxy = await api.send('GET', `/api/proxies/${encodeURIComponent(name)}`)
  return z.object({ id: z.string() }).parse(proxy).id
}

export const settingsIn = async (api: ApiClient, options: Input<typeof SETTINGS>['options']) => ({
  proxy_id: options.proxy === undefined ? undefined : await proxyId(api, options.proxy),
  share_proxy: options['share-proxy'] || undefined,
  time_zone: options['time-zone'],
  warm_up: options['warm-up'],
  notes: options.notes,
  purpose: options.purpose,
  groups: options.groups,
  language: options.language,
  formality: options.formality,
  posts_limit_per_day: options['posts-per-day'],
  account_age_days: options['age-days'],
  warmup_stage: options['warmup-stage'],
})

async function update(api: ApiClient, input: Input<typeof UPDATE>): Promise<unknown> {
  const { words, options } = input
  if (!options.all) {
    if (words.length === 0) throw new UsageError('ACCOUNT is missing: its username or id')
    return await updateAccount(api, await accountPath(api, input), input)
  }
  if (words.length > 0) throw new UsageError('give either ACCOUNT or --all')
  const { 'app-profile': app } = options
  const hasOthers = Object.entries(options).some(
    ([name, value]) =>
      name !== 'all' && name !== 'app-profile' && value !== undefined && value !== false,
  )
  if (app === undefined || hasOthers)
    throw new UsageError('--all goes with --app-profile, and with nothing else')
  return await api.send('POST', '/api/accounts/app-profile', { app_profile: app })
}

const Raised = z.object({
  data: z.array(
    z.object({ username: z.string(), from_version: z.string(), to_version: z.string() }),
  ),
})

function sayUpdated(answer: unknown, input: Input<typeof UPDATE>): string {
  if (!input.options.all) return `Changed ${named(input)}.`
  const { data } = Raised.parse(answer)
  if (data.length === 0) return 'No account has an older app; nothing was changed.'
  return [
    `Raised the app of ${data.length} ${data.length === 1 ? 'account' : 'accounts'}:`,
    ...data.map((each) => `  ${each.username}  ${each.from_version} → ${each.to_version}`),
  ].join('\n')
}

async function updateAccount(
  api: ApiClient,
  path: string,
  { words, options }: Input<typeof UPDATE>,
): Promise<unknown> {
  if (options['no-totp-seed'] && options['totp-seed-file'] !== undefined)
    throw new UsageError('give either --totp-seed-file or --no-totp-seed')
  return await api.send('PATCH', path, {
    ...(await readSecrets(words[0] ?? '', options)),
    ...(options['no-totp-seed'] ? { totp_seed: null } : {}),
    ...(await settingsIn(api, options)),
    automatic_renewal: options['automatic-renewal'],
    app_profile: options['app-profile'],
  })
}

export const UPDATE_ACCOUNT: Command = command({
  name: 'accounts update',
  summary: 'change what gramd knows of an account, or update the app of all accounts',
  words: [{ ...ACCOUNT, optional: true }],
  options: UPDATE,
  confirm: ({ options }) =>
    options.all
      ? 'Raise the app of every account that has an older one? An app never goes back.'
      : undefined,
  view: { says: sayUpdated },
  run: update,
})
