import type { Scope } from '../base/roles.ts'
import { readBytes } from '../http/body/receive.ts'
import { invalidInput, type HttpContext, type z } from '../http/router.ts'
import type { AnswerOf, ApiClient } from './api.ts'
import type { Cookies, Theme } from './cookies.ts'
import type { Formats } from './formats.ts'
import type { ShapeName } from './shapes.ts'
import type { Language, Messages } from './messages.ts'

/** Who is signed in. */
export type Me = AnswerOf<'getMe'>

/** A request for a page, with what its parts are made with. */
export type Page = {
  /** Calls operations as the user of the request; throws ProblemError. */
  api: ApiClient
  c: HttpContext
  /** Null on pages for everybody. */
  me: Me | null
  may(scope: Scope): boolean
  language: Language
  theme: Theme
  formats: Formats
  timeZone: string
  /** World time. */
  now: Date
  cookies: Cookies
  /** Where people reach gramd, for links that they send to each other. */
  origin: string
  /** The address of the folder with our files. */
  assets: string
  /** The pages that this user may see. */
  nav: readonly { path: string; title: string; shape: ShapeName; group: NavGroup }[]
}

export type Html = string | Promise<string>

type Handler = (page: Page) => Promise<Response>
export type Route = {
  method: 'GET' | 'POST'
  /** Below /console. */
  path: string
  /** For people who are not signed in, too. */
  isOpen?: boolean
  /** For people who have to add a second factor first, too. */
  isForEnrolling?: boolean
  handle: Handler
}

/** Parts of the navigation, in this order. */
export const NAV_GROUPS = ['work', 'creators', 'team'] as const
type NavGroup = (typeof NAV_GROUPS)[number]

/** A page with what belongs to it. */
export type ConsolePage = {
  /** Below /console. */
  path: string
  words: Messages<'title'>
  /** Its place in the navigation, for whoever has the scope; null for none. */
  nav: { group: NavGroup; shape: ShapeName; scope: Scope | 'signed-in' } | null
  routes: readonly Route[]
}

/** Texts alone: a page with files says so itself. */
const LARGEST_FORM_BYTES = 256 * 1024
/** The forms that anybody may send: a login, a password, a code, and an address to return to. */
const LARGEST_OPEN_FORM_BYTES = 8 * 1024

/** The fields of a form. */
export async function readForm(page: Page): Promise<URLSearchParams> {
  const most = page.me === null ? LARGEST_OPEN_FORM_BYTES : LARGEST_FORM_BYTES
  return new URLSearchParams(Buffer.from(await readPageBytes(page, most)).toString('utf8'))
}

/** The body of a request for a page. */
export const readPageBytes = async ({ c, me }: Page, maxBytes: number): Promise<Uint8Array> =>
  await readBytes(c, { maxBytes, isKnown: me !== null })

/**
 * The fields of a form as the schema reads them. Throws InvalidInputError for what no form of ours sends.
 */
export function readFields<Fields>(schema: z.ZodType<Fields>, form: URLSearchParams): Fields {
  const read = schema.safeParse(Object.fromEntries(form))
  if (!read.success) throw invalidInput('body', read.error)
  return read.data
}

/** After a change, the page is asked for anew, so that reloading repeats nothing. */
export function goTo({ c, cookies }: Page, path: string, flash?: string): Response {
  if (flash !== undefined) cookies.flash(flash)
  return c.redirect(addressOf(path), 303)
}

/** The address of a path below /console; that of the overview has no slash at its end. */
export const addressOf = (path: string): string => `/console${path === '/' ? '' : path}`

/** What was asked for, to come back to. */
export function ownAddress({ c }: Page): string {
  const { pathname, search } = new URL(c.req.url)
  return `${pathname}${search}`
}

/** A path of ours below /console, as given in an address; the overview for anything else. */
export function ownPath(given: string | null | undefined): string {
  const base = 'http://console.invalid'
  const url = given && URL.canParse(given, base) ? new URL(given, base) : null
  const isOwn = url?.origin === base && /^\/console(\/|$)/.test(url.pathname)
  return isOwn ? `${url.pathname}${url.search}`.slice('/console'.length) || '/' : '/'
}
