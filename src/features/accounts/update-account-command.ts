import { z } from 'zod'
import type { Command } from '../../cli/command.ts'
import { operationCommand, type OperationInput } from '../../cli/operation-command.ts'
import { callOperation, type OperationValues } from '../../cli/operation-request.ts'
import { flag, type Option } from '../../cli/option.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { ACCOUNT, named, readSecrets } from './on-account-command.ts'

export const PASSWORD = {
  password: {
    option: 'password-file',
    value: 'FILE',
    about: "a file with the password, '-' to be asked for it",
  },
  totp_seed: {
    option: 'totp-seed-file',
    value: 'FILE',
    about: 'a file with the setup key of its authenticator',
  },
} as const
export const SETTINGS = {
  proxy_id: {
    option: 'proxy',
    value: 'PROXY',
    about: 'the label or id of the proxy that it uses',
  },
  share_proxy: { about: 'that proxy may have another account already', isSwitch: true },
  warm_up: 'begin with a share of the limits that grows day by day',
  time_zone: { value: 'ZONE', about: 'of its active hours, such as Asia/Almaty' },
  notes: 'for people',
  purpose: 'what it is for: publish never reads creators',
  groups: {
    value: 'GROUP',
    about: 'of an account that publishes: all groups that it is in, by name or id',
  },
  language: { value: 'CODE', about: 'of its captions, by ISO 639-1, as in kk' },
  formality: 'how its translations address readers',
  posts_limit_per_day: { option: 'posts-per-day', about: 'at most, 10 unless you say so' },
  warmup_stage: 'how far its warm-up is: 3 has its full limits; without it by its age',
  account_age_days: { option: 'age-days', about: 'how old it is at Instagram' },
} as const

const APP: Option = {
  value: 'configured|VERSION/CODE/BLOKS_ID',
  about: 'a newer build of Instagram for its device; session and ids stay',
  read: readApp,
}

const OWN = {
  'no-totp-seed': flag('delete the setup key of its authenticator'),
  all: flag('with --app-profile: every account whose app is older, instead of ACCOUNT'),
} as const

type Update = OperationInput<'updateAccount', typeof OWN>

/** `configured`, or the three values of a build with slashes between them. */
function readApp(text: string) {
  if (text === 'configured') return text
  const [version, code, bloksId, ...more] = text.split('/')
  if (!version || !code || !bloksId || more.length > 0)
    throw new UsageError('expected configured, or VERSION/CODE/BLOKS_ID: three values of one build')
  return { version, version_code: code, bloks_version_id: bloksId }
}

/** Throws a UsageError where --all is given with what is of one account. */
function requireAppAlone({ words, fields, options }: Update): void {
  if (words.length > 0) throw new UsageError('give either ACCOUNT or --all')
  const { app_profile: app, ...others } = fields
  const hasOthers = Object.values(others).some((value) => value !== undefined)
  if (app === undefined || hasOthers || options['no-totp-seed'])
    throw new UsageError('--all goes with --app-profile, and with nothing else')
}

async function valuesIn(input: Update): Promise<OperationValues<'updateAccount'>> {
  const { words, fields, options } = input
  if (options.all) {
    requireAppAlone(input)
    return {}
  }
  if (words.length === 0) throw new UsageError('ACCOUNT is missing: its username or id')
  if (options['no-totp-seed'] && fields.totp_seed !== undefined)
    throw new UsageError('give either --totp-seed-file or --no-totp-seed')
  return {
    ...(await readSecrets(words[0] ?? '', fields)),
    ...(options['no-totp-seed'] ? { totp_seed: null } : {}),
  }
}

const Raised = z.object({
  data: z.array(
    z.object({ username: z.string(), from_version: z.string(), to_version: z.string() }),
  ),
})

function sayUpdated(answer: unknown, input: Update): string {
  if (!input.options.all) return `Changed ${named(input)}.`
  const { data } = Raised.parse(answer)
  if (data.length === 0) return 'No account has an older app; nothing was changed.'
  return [
    `Raised the app of ${data.length} ${data.length === 1 ? 'account' : 'accounts'}:`,
    ...data.map((each) => `  ${each.username}  ${each.from_version} → ${each.to_version}`),
  ].join('\n')
}

export const UPDATE_ACCOUNT: Command = operationCommand('updateAccount', {
  name: 'accounts update',
  summary: 'change what gramd knows of an account, or update the app of all accounts',
  words: { id: { ...ACCOUNT, optional: true } },
  options: {
    ...PASSWORD,
    ...SETTINGS,
    automatic_renewal: 'gramd logs it in by itself when its session has died',
    app_profile: { as: APP },
  },
  own: OWN,
  confirm: ({ options }) =>
    options.all
      ? 'Raise the app of every account that has an older one? An app never goes back.'
      : undefined,
  view: { says: sayUpdated },
  values: valuesIn,
  run: async ({ api, send }, { fields: { app_profile }, options }) =>
    await (options.all ? callOperation(api, 'raiseAppProfiles', { app_profile }) : send()),
})
