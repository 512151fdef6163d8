import { z } from 'zod'
import { ApiError } from '../../cli/api-client.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'
import { secretReader } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'

const SIGNED_IN = {
  says: () => 'Set GRAMD_TOKEN to the token; it is not shown again.',
  fields: ['token', 'expires_at', 'elevated_until'],
}
const Begun = z.object({ secret: z.string(), uri: z.string() })

/** Commands for the user's own sign-in, password, second factor and appearance. */
export const ownCommands = [
  operationCommand('setPassword', {
    name: 'users welcome',
    summary: 'set a password with a one-time code; asks for both',
    options: false,
    isOpen: true,
    view: { says: () => 'The password is set.', fields: ['login'] },
    async values() {
      const ask = secretReader()
      const code = await ask('Code: ')
      return { code, password: await ask('New password: ') }
    },
  }),
  operationCommand('signIn', {
    name: 'users sign-in',
    summary: 'sign in for 12 hours; asks for the password and the code of a second factor',
    words: { login: { about: 'what you sign in with' } },
    options: false,
    isOpen: true,
    view: SIGNED_IN,
    async run({ send }) {
      const ask = secretReader()
      const password = await ask('Password: ')
      try {
        return await send({ password })
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'code_required') throw error
        return await send({ password, code: await ask('Code: ') })
      }
    },
  }),
  operationCommand('elevateSession', {
    name: 'users elevate',
    summary: 'give your password or a code again, for 15 minutes of elevated access',
    options: {
      code: { about: 'a code of the second factor, not the password', isSwitch: true },
      password: false,
    },
    view: SIGNED_IN,
    async values({ fields }) {
      const secret = await secretReader()(fields.code ? 'Code: ' : 'Password: ')
      return fields.code ? { code: secret } : { password: secret }
    },
  }),
  operationCommand('signOut', {
    name: 'users sign-out',
    summary: 'end your sign-in session',
    view: { says: () => 'Signed out.' },
  }),
  operationCommand('getMe', {
    name: 'users me',
    summary: 'the user of your token, and what they may do',
  }),
  operationCommand('changePassword', {
    name: 'users change-password',
    summary: 'give yourself another password; your other sessions end',
    options: {
      end_tokens: { about: 'end your API tokens too', isSwitch: true },
      password: false,
    },
    view: {
      says: (answer) =>
        'Your password is changed, and your other sessions have ended. ' +
        `${counted(fieldAt(answer, 'tokens_ended'), 'API token')} ended.`,
    },
    values: async () => ({ password: await secretReader()('Your new password: ') }),
  }),
  operationCommand('listOwnSessions', {
    name: 'users sessions',
    summary: 'where you are signed in',
  }),
  operationCommand('endOwnSession', {
    name: 'users end-session',
    summary: 'end one of your sign-in sessions',
    words: { id: { about: 'the id of a session, see gramd users sessions' } },
    view: { says: () => 'The session has ended.' },
  }),
  operationCommand('endOtherSessions', {
    name: 'users end-other-sessions',
    summary: 'end all your sign-in sessions but this one',
    view: { says: (answer) => `${counted(fieldAt(answer, 'ended'), 'session')} ended.` },
  }),
  operationCommand('beginSecondFactor', {
    name: 'users add-second-factor',
    summary: 'have your sign-in ask for a code of an authenticator app, too',
    view: {
      says: () => 'Keep the recovery codes; each signs you in once without the app.',
      fields: ['recovery_codes'],
    },
    async run({ api, send }, _input, { report }) {
      const begun = Begun.parse(await send())
      const line = `Add this to your app: ${begun.secret}\nor as a QR code: ${begun.uri}`
      report({ event: 'second_factor', data: begun }, line)
      const code = await secretReader()('The code that the app shows: ')
      return await callOperation(api, 'confirmSecondFactor', { code })
    },
  }),
  operationCommand('replaceRecoveryCodes', {
    name: 'users new-recovery-codes',
    summary: 'get other recovery codes of your second factor; the old ones count no more',
    view: {
      says: () => 'Keep the recovery codes; each signs you in once without the app.',
      fields: ['recovery_codes'],
    },
  }),
  operationCommand('changeMe', {
    name: 'users appearance',
    summary: 'choose language, theme and time zone of the console for yourself',
    options: {
      language: { value: 'CODE', about: 'as in en or ru' },
      theme: 'colours',
      time_zone: { value: 'ZONE', about: 'as in Asia/Almaty' },
      single_keys: 'whether keys such as j and k work alone',
      home: { value: 'HOME', about: 'your first page, such as marketer or operator' },
    },
    view: { says: () => 'Saved.' },
  }),
  operationCommand('removeSecondFactor', {
    name: 'users remove-second-factor',
    summary: 'have your sign-in ask for no code any more',
    confirm: () => 'Sign in with the password alone from now on?',
    view: { says: () => 'The second factor is removed.' },
  }),
] as const
