import { z } from 'zod'
import { ApiError } from '../../cli/api-client.ts'
import { command, word } from '../../cli/command.ts'
import { choice, flag, onOff, orNone, text } from '../../cli/option.ts'
import { secretReader } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'

const SIGNED_IN = {
  says: () => 'Set GRAMD_TOKEN to the token; it is not shown again.',
  fields: ['token', 'expires_at', 'elevated_until'],
}
const Begun = z.object({ secret: z.string(), uri: z.string() })

/** What people do for themselves: sign in, password, second factor, looks. */
export const ownCommands = [
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
    options: { 'end-tokens': flag('end your API tokens too') },
    view: {
      says: (answer) =>
        `Your password is changed, and your other sessions have ended. ${counted(fieldAt(answer, 'tokens_ended'), 'API token')} ended.`,
    },
    run: async (api, { options }) =>
      await api.send('POST', '/api/auth/password', {
        password: await secretReader()('Your new password: '),
        end_tokens: options['end-tokens'],
      }),
  }),
  command({
    name: 'users sessions',
    summary: 'where you are signed in',
    run: async (api) => await api.send('GET', '/api/auth/sessions'),
  }),
  command({
    name: 'users end-session',
    summary: 'end one of your sign-in sessions',
    words: [{ name: 'ID', about: 'the id of a session, see gramd users sessions', field: 'id' }],
    view: { says: () => 'The session has ended.' },
    run: async (api, input) => await api.send('DELETE', `/api/auth/sessions/${word(input, 0)}`),
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
    name: 'users new-recovery-codes',
    summary: 'get other recovery codes of your second factor; the old ones count no more',
    view: {
      says: () => 'Keep the recovery codes; each signs you in once without the app.',
      fields: ['recovery_codes'],
    },
    run: async (api) => await api.send('POST', '/api/auth/second-factor/recovery-codes'),
  }),
  command({
    name: 'users looks',
    summary: 'choose language, theme and time zone of the console for yourself',
    options: {
      language: orNone(text('CODE', 'as in en or ru')),
      theme: orNone(choice(['light', 'dark'], 'colours')),
      'time-zone': orNone(text('ZONE', 'as in Asia/Almaty')),
      'single-keys': onOff('whether keys such as j and k work alone'),
    },
    view: { says: () => 'Saved.' },
    run: async (api, { options }) => {
      const { 'time-zone': time_zone, 'single-keys': single_keys, ...looks } = options
      return await api.send('PATCH', '/api/auth/me', { ...looks, time_zone, single_keys })
    },
  }),
  command({
    name: 'users remove-second-factor',
    summary: 'have your sign-in ask for no code any more',
    confirm: () => 'Sign in with the password alone from now on?',
    view: { says: () => 'The second factor is removed.' },
    run: async (api) => await api.send('DELETE', '/api/auth/second-factor'),
  }),
] as const
