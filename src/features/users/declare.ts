import { z } from 'zod'
import { alertKinds } from '../../alerts/kinds.ts'
import { SCOPES } from '../../base/roles.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { ownCommands } from './own-commands.ts'

const USER = { about: 'the login or id of a user' } as const

const CODE = {
  says: () =>
    'Send the link to the user, who sets a password there, or the code for gramd users ' +
    'welcome. It works once, for an hour, and is not shown again.',
  fields: ['login', 'welcome_link', 'welcome_code', 'expires_at'],
}

export const USERS_ALERTS = alertKinds({
  sign_ins_failing: ['warning', 'Many sign-ins fail: passwords may be under attack'],
})

export const usersDeclaration = {
  name: 'users',
  settings: {
    'Sign-in': {
      requireTotp: setting(
        'GRAMD_CONSOLE_REQUIRE_TOTP',
        z.enum(['admin', 'all', 'none'], 'expected admin, all or none').optional(),
        'Who needs a second factor: admin, all or none. A user who has none yet may only add ' +
          'one. The default is admin when GRAMD_PUBLIC_URL is https, else none.',
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
    operationCommand('addUser', {
      name: 'users add',
      summary: 'add a user; prints a one-time link with which they set a password',
      words: { login: { about: 'what they sign in with' } },
      options: {
        role: { about: 'what they may do, viewer unless you say so', required: false },
        name: { value: 'NAME', about: 'as people call them' },
        email: { value: 'EMAIL', about: 'their address' },
      },
      view: CODE,
      values: ({ fields }) => ({ role: fields.role ?? 'viewer' }),
    }),
    operationCommand('listUsers', {
      name: 'users list',
      summary: 'users with their roles',
      options: false,
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
      values: () => ({ limit: 200 }),
    }),
    operationCommand('changeUser', {
      name: 'users change',
      summary: "change a user's role, name or email; --active on lets a disabled one in again",
      words: { user: USER },
      options: {
        role: 'what they may do',
        name: { value: 'NAME', about: 'as people call them' },
        email: { value: 'EMAIL', about: 'their address' },
        active: 'whether they may sign in',
      },
      view: { fields: ['login', 'name', 'email', 'role', 'active'] },
    }),
    operationCommand('changeUser', {
      name: 'users disable',
      summary: 'sign a user out everywhere, and let them in no more',
      words: { user: USER },
      options: false,
      view: { says: (_, { words }) => `Disabled ${words[0]}.` },
      values: () => ({ active: false }),
    }),
    operationCommand('resetPassword', {
      name: 'users reset-password',
      summary:
        'take a password away and end all sessions and tokens; prints a link for the next one',
      words: { user: USER },
      options: { keep_tokens: { about: "leave the user's API tokens valid", isSwitch: true } },
      confirm: ({ words, fields }) =>
        `Take the password of ${words[0]} away and sign them out ` +
        `everywhere${fields.keep_tokens ? '' : ', their API tokens too'}?`,
      view: { says: CODE.says, fields: [...CODE.fields, 'tokens_ended'] },
    }),
    operationCommand('endSessions', {
      name: 'users end-sessions',
      summary: 'sign a user out everywhere; their tokens stay',
      words: { user: USER },
      view: { says: (_, { words }) => `Signed ${words[0]} out.` },
    }),
    operationCommand('resetSecondFactor', {
      name: 'users reset-second-factor',
      summary: 'remove the second factor of a user who lost it',
      words: { user: USER },
      confirm: ({ words }) => `Let ${words[0]} sign in with the password alone?`,
      view: { says: (_, { words }) => `${words[0]} has no second factor now.` },
    }),
    ...ownCommands,
    operationCommand('listAudit', {
      name: 'audit list',
      summary: 'who changed what, newest first',
      options: {
        principal: { value: 'ID', about: 'who, such as user:ID or service' },
        action: { value: 'NAME', about: 'an operation of the API, such as changeUser' },
        object: { value: 'PATH', about: 'what was changed, such as /api/users/aigerim' },
        since: 'from then on',
        until: { about: 'before then', edge: 'end' },
      },
      view: {
        columns: ['at', 'name', 'action', 'object', 'status', 'address'],
        empty: 'Nothing was changed.',
      },
    }),
    operationCommand('createToken', {
      name: 'tokens add',
      summary: 'make an API token; it is shown once',
      words: { name: { about: 'what it is for' } },
      options: {
        scopes: { about: 'what it may do, all that reads unless you say so', required: false },
        user: {
          value: 'USER',
          about: 'the login of the user whose it is; of the service without it',
        },
      },
      view: {
        says: () => 'Keep the token now: it is not shown again.',
        fields: ['token', 'name', 'scopes', 'id'],
      },
      values: ({ fields }) => ({
        scopes: fields.scopes ?? SCOPES.filter((scope) => scope.endsWith(':read')),
      }),
    }),
    operationCommand('listTokens', {
      name: 'tokens list',
      summary: 'API tokens, without the secret part',
      view: {
        columns: ['name', 'user', 'scopes', 'created_at', 'last_used_at', 'id'],
        empty: 'There are no tokens besides SCRAPER_API_KEY.',
      },
    }),
    operationCommand('revokeToken', {
      name: 'tokens revoke',
      summary: 'revoke an API token: programs that use it are refused at once',
      words: { id: { about: 'the id of a token, see gramd tokens list' } },
      confirm: ({ words }) =>
        `Revoke the token ${words[0]}? Programs that use it are refused at once.`,
      view: { says: (_, { words }) => `Revoked the token ${words[0]}.` },
    }),
  ],
} as const satisfies Declaration
