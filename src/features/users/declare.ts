import { z } from 'zod'
import { alertKinds } from '../../alerts/kinds.ts'
import { ROLE_NAMES, SCOPES } from '../../base/roles.ts'
import { ApiError, type ApiClient } from '../../cli/api-client.ts'
import { command, query, word, type Input } from '../../cli/command.ts'
import { choice, choices, flag, moment, onOff, orNone, PAGE, text } from '../../cli/option.ts'
import { secretReader } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'

const USER = { name: 'USER', about: 'the login or id of a user', field: 'user' }
/** Asks the API for a change of the user that the first word names. */
const changing =
  (method: string, path: string, body?: object) =>
  async (api: ApiClient, input: Pick<Input, 'words'>): Promise<unknown> =>
    await api.send(method, `/api/users/${word(input, 0)}${path}`, body)

const CODE = {
  says: () =>
    'Send the code to the user, who sets a password with gramd users welcome. It works once, for an hour, and is not shown again.',
  fields: ['login', 'welcome_code', 'expires_at'],
}

const SIGNED_IN = {
  says: () => 'Set GRAMD_TOKEN to the token; it is not shown again.',
  fields: ['token', 'expires_at', 'elevated_until'],
}
const Begun = z.object({ secret: z.string(), uri: z.string() })

export const USERS_ALERTS = alertKinds({
  sign_ins_failing: ['warning', 'Many sign-ins fail: somebody may guess passwords'],
})

export const usersDeclaration = {
  name: 'users',
  settings: {
    [RETENTION]: {
      auditRetentionMs: setting(
        'GRAMD_AUDIT_RETENTION_DAYS',
        daysOrForever.prefault(365),
        'The audit log (who changed what), in days; 0 keeps it.',
      ),
    },
  },
  alertKinds: Object.values(USERS_ALERTS),
  commands: [
    command({
      name: 'users add',
      summary: 'add a user; prints a one-time code with which they set a password',
      words: [{ name: 'LOGIN', about: 'what they sign in with', field: 'login' }],
      options: {
        role: choice(ROLE_NAMES, 'what they may do, viewer unless you say so'),
        name: text('NAME', 'as people call them'),
        email: text('EMAIL', 'their address'),
      },
      view: CODE,
      run: async (api, { words, options }) =>
        await api.send('POST', '/api/users', {
          ...options,
          login: words[0],
          role: options.role ?? 'viewer',
        }),
    }),
    command({
      name: 'users list',
      summary: 'users with their roles',
      view: {
        columns: [
          'login',
          'name',
          'role',
          'active',
          'has_password',
          'has_second_factor',
          'last_sign_in_at',
        ],
        empty: 'There are no users: gramd users add makes one.',
      },
      run: async (api) => await api.send('GET', '/api/users?limit=200'),
    }),
    command({
      name: 'users change',
      summary: "change a user's role, name or email; --active on lets a disabled one in again",
      words: [USER],
      options: {
        role: choice(ROLE_NAMES, 'what they may do'),
        name: text('NAME', 'as people call them'),
        email: orNone(text('EMAIL', 'their address')),
        active: onOff('whether they may sign in'),
      },
      view: { fields: ['login', 'name', 'email', 'role', 'active'] },
      run: async (api, input) =>
        await api.send('PATCH', `/api/users/${word(input, 0)}`, input.options),
    }),
    command({
      name: 'users disable',
      summary: 'sign a user out everywhere, and let them in no more',
      words: [USER],
      view: { says: (_, { words }) => `Disabled ${words[0]}.` },
      run: changing('PATCH', '', { active: false }),
    }),
    command({
      name: 'users reset-password',
      summary: 'take a password away and end all sessions; prints a code for the next one',
      words: [USER],
      confirm: ({ words }) => `Take the password of ${words[0]} away and sign them out everywhere?`,
      view: CODE,
      run: changing('POST', '/reset-password'),
    }),
    command({
      name: 'users end-sessions',
      summary: 'sign a user out everywhere; their tokens stay',
      words: [USER],
      view: { says: (_, { words }) => `Signed ${words[0]} out.` },
      run: changing('POST', '/end-sessions'),
    }),
    command({
      name: 'users reset-second-factor',
      summary: 'remove the second factor of a user who lost it',
      words: [USER],
      confirm: ({ words }) => `Let ${words[0]} sign in with the password alone?`,
      view: { says: (_, { words }) => `${words[0]} has no second factor now.` },
      run: changing('DELETE', '/second-factor'),
    }),
    command({
      name: 'users welcome',
      summary: 'set a password with a one-time code; asks for both',
      isOpen: true,
      view: { says: () => 'The password is set.', fields: ['login'] },
      run: async (api) => {
        const ask = secretReader()
        const code = await ask('Code: ')
        const password = await ask('New password: ')
        return await api.send('POST', '/api/auth/welcome', { code, password })
      },
    }),
    command({
      name: 'users sign-in',
      summary: 'sign in for 12 hours; asks for the password and the code of a second factor',
      words: [{ name: 'LOGIN', about: 'what you sign in with', field: 'login' }],
      isOpen: true,
      view: SIGNED_IN,
      async run(api, { words }) {
        const ask = secretReader()
        const given = { login: words[0], password: await ask('Password: ') }
        try {
          return await api.send('POST', '/api/auth/login', given)
        } catch (error) {
          if (!(error instanceof ApiError) || error.code !== 'code_required') throw error
          return await api.send('POST', '/api/auth/login', { ...given, code: await ask('Code: ') })
        }
      },
    }),
    command({
      name: 'users elevate',
      summary: 'give your password or a code again, for 15 minutes of elevated access',
      options: { code: flag('a code of the second factor, not the password') },
      view: SIGNED_IN,
      run: async (api, { options }) => {
        const name = options.code ? 'code' : 'password'
        const secret = await secretReader()(options.code ? 'Code: ' : 'Password: ')
        return await api.send('POST', '/api/auth/elevate', { [name]: secret })
      },
    }),
    command({
      name: 'users sign-out',
      summary: 'end your sign-in session',
      view: { says: () => 'Signed out.' },
      run: async (api) => await api.send('POST', '/api/auth/logout'),
    }),
    command({
      name: 'users me',
      summary: 'whom your token stands for, and what they may do',
      run: async (api) => await api.send('GET', '/api/auth/me'),
    }),
    command({
      name: 'users change-password',
      summary: 'give yourself another password; your other sessions end',
      view: { says: () => 'Your password is changed, and your other sessions have ended.' },
      run: async (api) =>
        await api.send('POST', '/api/auth/password', {
          password: await secretReader()('Your new password: '),
        }),
    }),
    command({
      name: 'users sessions',
      summary: 'where you are signed in',
      run: async (api) => await api.send('GET', '/api/auth/sessions'),
    }),
    command({
      name: 'users end-other-sessions',
      summary: 'end all your sign-in sessions but this one',
      view: { says: (answer) => `${counted(fieldAt(answer, 'ended'), 'session')} ended.` },
      run: async (api) => await api.send('POST', '/api/auth/sessions/end-others'),
    }),
    command({
      name: 'users add-second-factor',
      summary: 'have your sign-in ask for a code of an authenticator app, too',
      view: {
        says: () => 'Keep the recovery codes; each signs you in once without the app.',
        fields: ['recovery_codes'],
      },
      async run(api, _input, { report }) {
        const begun = Begun.parse(await api.send('POST', '/api/auth/second-factor'))
        const line = `Add this to your app: ${begun.secret}\nor as a QR code: ${begun.uri}`
        report({ event: 'second_factor', data: begun }, line)
        const code = await secretReader()('The code that the app shows: ')
        return await api.send('POST', '/api/auth/second-factor/confirm', { code })
      },
    }),
    command({
      name: 'users remove-second-factor',
      summary: 'have your sign-in ask for no code any more',
      confirm: () => 'Sign in with the password alone from now on?',
      view: { says: () => 'The second factor is removed.' },
      run: async (api) => await api.send('DELETE', '/api/auth/second-factor'),
    }),
    command({
      name: 'audit list',
      summary: 'who changed what, newest first',
      options: {
        principal: text('ID', 'who, such as user:ID or service'),
        action: text('NAME', 'an operation of the API, such as changeUser'),
        object: text('PATH', 'what was changed, such as /api/users/aigerim'),
        since: moment('from then on'),
        until: moment('before then', 'end'),
        ...PAGE,
      },
      view: {
        columns: ['at', 'name', 'action', 'object', 'status', 'address'],
        empty: 'Nothing was changed.',
      },
      run: async (api, { options }) => await api.send('GET', query('/api/audit', options)),
    }),
    command({
      name: 'tokens add',
      summary: 'make an API token; it is shown once',
      words: [{ name: 'NAME', about: 'what it is for', field: 'name' }],
      options: {
        scopes: choices(SCOPES, 'what it may do, all that reads unless you say so'),
        user: text('USER', 'the login of the user whose it is; of the service without it'),
      },
      view: {
        says: () => 'Keep the token now: it is not shown again.',
        fields: ['token', 'name', 'scopes', 'id'],
      },
      run: async (api, { words, options }) =>
        await api.send('POST', '/api/tokens', {
          name: words[0],
          scopes: options.scopes ?? SCOPES.filter((scope) => scope.endsWith(':read')),
          user: options.user,
        }),
    }),
    command({
      name: 'tokens list',
      summary: 'API tokens, without the secret part',
      view: {
        columns: ['name', 'user', 'scopes', 'created_at', 'last_used_at', 'id'],
        empty: 'There are no tokens besides SCRAPER_API_KEY.',
      },
      run: async (api) => await api.send('GET', '/api/tokens'),
    }),
    command({
      name: 'tokens revoke',
      summary: 'revoke an API token: programs that use it are refused at once',
      words: [{ name: 'ID', about: 'the id of a token, see gramd tokens list', field: 'id' }],
      confirm: ({ words }) =>
        `Revoke the token ${words[0]}? Programs that use it are refused at once.`,
      view: { says: (_, { words }) => `Revoked the token ${words[0]}.` },
      run: async (api, input) => await api.send('DELETE', `/api/tokens/${word(input, 0)}`),
    }),
  ],
} as const satisfies Declaration
