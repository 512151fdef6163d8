import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { HttpContext } from '../http/router.ts'
import { LANGUAGES, type Language } from './messages.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** As the API has it: null is that of the system. */
export const themeOfUser = (theme: Theme) => (theme === 'system' ? null : theme)

const YEAR_SECONDS = 365 * 86_400
const FLASH_SECONDS = 60
/** The API forgets a browser that has not signed in for as long. */
const DEVICE_SECONDS = 180 * 86_400
/** Where Meta's dialog leads back to, and how long it may take. */
const CALLBACK_PATH = '/api/ig/auth/callback'
const DIALOG_SECONDS = 600
/** Cookies share the space of all headers. */
const LONGEST_FLASH = 500

/** What a browser keeps for the console: the session, choices of looks, and a sentence to show once. */
export type Cookies = ReturnType<typeof cookiesOf>

/** `isSecure`: people reach the console by https. Cookies count under /console only. */
export function cookiesOf(c: HttpContext, isSecure: boolean) {
  const options = { path: '/console', httpOnly: true, sameSite: 'Lax', secure: isSecure } as const
  const name = (suffix = '') => `${isSecure ? '__Secure-' : ''}gramd${suffix}`
  const put = (suffix: string, value: string, maxAge: number) =>
    setCookie(c, name(suffix), value, { ...options, maxAge })
  return {
    session: getCookie(c, name()) ?? null,
    beginSession(token: string, expiresAt: Date): void {
      setCookie(c, name(), token, { ...options, expires: expiresAt })
    },
    endSession: () => void deleteCookie(c, name(), options),
    /** Stays after a sign-out: sign-ins of this browser have a count of failures of their own. */
    device: getCookie(c, name('_device')),
    keepDevice: (secret: string) => put('_device', secret, DEVICE_SECONDS),
    language: LANGUAGES.find((each) => each === getCookie(c, name('_language'))),
    setLanguage: (language: Language) => put('_language', language, YEAR_SECONDS),
    theme: THEMES.find((each) => each === getCookie(c, name('_theme'))) ?? 'system',
    setTheme: (theme: Theme) => put('_theme', theme, YEAR_SECONDS),
    /** Binds the way back from Meta's dialog to this browser; nobody but the callback gets it. */
    beginDialog: (secret: string) =>
      setCookie(c, 'gramd_connect', secret, {
        ...options,
        path: CALLBACK_PATH,
        maxAge: DIALOG_SECONDS,
      }),
    /** Shows a sentence on the next page. */
    flash: (text: string) => put('_flash', text.slice(0, LONGEST_FLASH), FLASH_SECONDS),
    /** The sentence to show, once. */
    takeFlash(): string | undefined {
      const text = getCookie(c, name('_flash'))
      if (text !== undefined) deleteCookie(c, name('_flash'), options)
      return text
    },
  }
}
