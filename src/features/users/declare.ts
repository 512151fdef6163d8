import { ROLE_NAMES, SCOPES } from '../../base/roles.ts'
import { command, word } from '../../cli/command.ts'
import { choice, choices, text } from '../../cli/option.ts'
import { readSecret } from '../../cli/read-secret.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'

const USER = { name: 'USER', about: 'the login or id of a user', field: 'user' }
const CODE = {
  says: () =>
    'Send the code to the user, who sets a password with gramd users welcome. It works once, for an hour, and is not shown again.',
  fields: ['login', 'welcome_code', 'expires_at'],
}

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
          login: words[0],
          role: options.role ?? 'viewer',
          name: options.name,
          email: options.email,
        }),
    }),
    command({
      name: 'users list',
      summary: 'users with their roles',
      view: {
        columns: ['login', 'name', 'role', 'active', 'has_password', 'last_sign_in_at'],
        empty: 'There are no users: gramd users add makes one.',
      },
      run: async (api) => await api.send('GET', '/api/users?limit=200'),
    }),
    command({
      name: 'users disable',
      summary: 'sign a user out everywhere, and let them in no more',
      words: [USER],
      view: { says: (_, { words }) => `Disabled ${words[0]}.` },
      run: async (api, input) =>
        await api.send('PATCH', `/api/users/${word(input, 0)}`, { active: false }),
    }),
    command({
      name: 'users reset-password',
      summary: 'take a password away and end all sessions; prints a code for the next one',
      words: [USER],
      confirm: ({ words }) => `Take the password of ${words[0]} away and sign them out everywhere?`,
      view: CODE,
      run: async (api, input) =>
        await api.send('POST', `/api/users/${word(input, 0)}/reset-password`),
    }),
    command({
      name: 'users end-sessions',
      summary: 'sign a user out everywhere; their tokens stay',
      words: [USER],
      view: { says: (_, { words }) => `Signed ${words[0]} out.` },
      run: async (api, input) =>
        await api.send('POST', `/api/users/${word(input, 0)}/end-sessions`),
    }),
    command({
      name: 'users welcome',
      summary: 'set a password with a one-time code; asks for both',
      view: { says: () => 'The password is set.', fields: ['login'] },
      run: async (api) => {
        const code = await readSecret('Code: ')
        const password = await readSecret('New password: ')
        return await api.send('POST', '/api/auth/welcome', { code, password })
      },
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
