import { z } from 'zod'
import { alertKinds } from '../../alerts/kinds.ts'
import { ROLE_NAMES, SCOPES } from '../../base/roles.ts'
import type { ApiClient } from '../../cli/api-client.ts'
import { command, query, word, type Input } from '../../cli/command.ts'
import { choice, choices, flag, moment, onOff, orNone, PAGE, text } from '../../cli/option.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { ownCommands } from './own-commands.ts'

const USER = { name: 'USER', about: 'the login or id of a user', field: 'user' }
/** Asks the API for a change of the user that the first word names. */
const changing =
  (method: string, path: string, body?: object) =>
  async (api: ApiClient, input: Pick<Input, 'words'>): Promise<unknown> =>
    await api.send(method, `/api/users/${word(input, 0)}${path}`, body)

const CODE = {
  says: () =>
    'Send the link to the user, who sets a password there, or the code for gramd users welcome. It works once, for an hour, and is not shown again.',
  fields: ['login', 'welcome_link', 'welcome_code', 'expires_at'],
}

export const USERS_ALERTS = alertKinds({
  sign_ins_failing: ['warning', 'Many sign-ins fail: somebody may guess passwords'],
})

export const usersDeclaration = {
  name: 'users',
  settings: {
    'Sign-in': {
      requireTotp: setting(
        'GRAMD_CONSOLE_REQUIRE_TOTP',
        z.enum(['admin', 'all', 'none'], 'expected admin, all or none').optional(),
        'Who needs a second factor: admin, all or none. A user who has none yet may only add one. The default is admin when GRAMD_PUBLIC_URL is https, else none.',
      ),
    },
    [RETENTION]: {
      auditRetentionMs: setting(
        'GRAMD_AUDIT_RETENTION_DAYS',
        daysOrForever.prefault('365'),
        'The audit log (who changed what), in days; 0 keeps it.',
      ),
    },
  },
  alertKinds: Object.values(USERS_ALERTS),
  commands: [
    command({
      name: 'users add',
      summary: 'add a user; prints a one-time link with which they set a password',
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
      summary:
        'take a password away and end all sessions and tokens; prints a link for the next one',
      words: [USER],
      options: { 'keep-tokens': flag("leave the user's API tokens valid") },
      confirm: ({ words, options }) =>
        `Take the password of ${words[0]} away and sign them out everywhere${options['keep-tokens'] ? '' : ', their API tokens too'}?`,
      view: { says: CODE.says, fields: [...CODE.fields, 'tokens_ended'] },
      run: async (api, input) =>
        await api.send('POST', `/api/users/${word(input, 0)}/reset-password`, {
          keep_tokens: input.options['keep-tokens'],
        }),
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
    ...ownCommands,
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
