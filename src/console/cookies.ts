import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { HttpContext } from '../http/router.ts'
import { findLanguage, type Language } from '../base/languages.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Returns the theme as the API stores it: null follows the system. */
export const themeOfUser = (theme: Theme) => (theme === 'system' ? null : theme)

const YEAR_SECONDS = 365 * 86_400
const FLASH_SECONDS = 60
/** The API forgets a browser that has not signed in for this long. */
const DEVICE_SECONDS = 180 * 86_400
/** The path that Meta's dialog leads back to, and the time it may take. */
const CALLBACK_PATH = '/api/ig/auth/callback'
const DIALOG_SECONDS = 600
/** Maximum characters; cookies share the space of all headers. */
const LONGEST_FLASH = 500

/**
 * Where a message leads on to: a path below /console. With fields it is a form, which takes back
 * what was done.
 */
export type FlashLink = { path: string; label: string; fields?: Readonly<Record<string, string>> }

/** The console's cookies: the session, language and theme, and a message to show once. */
export type Cookies = ReturnType<typeof cookiesOf>

/** `isSecure`: people reach the console over https. The cookies are valid under /console only. */
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
    /** Kept after a sign-out: failed sign-ins are counted separately for each browser. */
    device: getCookie(c, name('_device')),
    keepDevice: (secret: string) => put('_device', secret, DEVICE_SECONDS),
    language: findLanguage(getCookie(c, name('_language'))),
    setLanguage: (language: Language) => put('_language', language, YEAR_SECONDS),
    theme: THEMES.find((each) => each === getCookie(c, name('_theme'))) ?? 'system',
    setTheme: (theme: Theme) => put('_theme', theme, YEAR_SECONDS),
    /** Binds Meta's redirect to this browser; only the callback path receives it. */
    beginDialog: (secret: string) =>
      setCookie(c, 'gramd_connect', secret, {
        ...options,
        path: CALLBACK_PATH,
        maxAge: DIALOG_SECONDS,
      }),
    /** Shows a message on the next page, with a link below /console to go on to. */
    flash(text: string, link?: FlashLink): void {
      put('_flash', text.slice(0, LONGEST_FLASH), FLASH_SECONDS)
      if (!link) return
      const fields = link.fields && new URLSearchParams(link.fields).toString()
      const lines = [link.path, link.label, ...(fields === undefined ? [] : [fields])]
      put('_flash_link', lines.join('\n'), FLASH_SECONDS)
    },
    /** Returns the message to show, once. */
    takeFlash(): { text: string; link: FlashLink | null } | null {
      const text = getCookie(c, name('_flash'))
      const [path, label, fields] = getCookie(c, name('_flash_link'))?.split('\n') ?? []
      if (text === undefined) return null
      deleteCookie(c, name('_flash'), options)
      if (path === undefined || label === undefined) return { text, link: null }
      deleteCookie(c, name('_flash_link'), options)
      if (fields === undefined) return { text, link: { path, label } }
      const sent = Object.fromEntries(new URLSearchParams(fields))
      return { text, link: { path, label, fields: sent } }
    },
  }
}
