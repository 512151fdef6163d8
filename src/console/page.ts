import type { Home, OwnCountName } from '../base/homes.ts'
import type { Scope } from '../base/roles.ts'
import type { Principal } from '../http/access/principal.ts'
import { readBytes } from '../http/body/receive.ts'
import { invalidInput, type HttpContext, type z } from '../http/router.ts'
import type { AnswerOf, ApiClient } from './api.ts'
import type { Cookies, FlashLink, Theme } from './cookies.ts'
import type { Formats } from './formats.ts'
import type { IconName } from './icons.ts'
import type { Language, Messages } from './messages.ts'

/** The signed-in user. */
export type Me = AnswerOf<'getMe'>

/** The context of a request for a page. */
export type PageContext = {
  /** Calls operations as the user of the request; throws ProblemError. */
  api: ApiClient
  c: HttpContext
  /** Null on public pages. */
  me: Me | null
  may(scope: Scope): boolean
  language: Language
  theme: Theme
  formats: Formats
  timeZone: string
  /** World time. */
  now: Date
  cookies: Cookies
  /** The public URL of gramd, for links that people share. */
  origin: string
  /** The URL of the folder with our files. */
  assets: string
  /** The pages that this user may see. */
  nav: readonly Place[]
}

export type Html = string | Promise<string>

type Handler = (page: PageContext) => Promise<Response>
export type Route = {
  method: 'GET' | 'POST'
  /** The path below /console. */
  path: string
  /** Also for people who are not signed in. */
  isOpen?: boolean
  /** Also for people who must first add a second factor. */
  isForEnrolling?: boolean
  handle: Handler
}

/** Calls the API as a principal without a token, such as that of a link. */
type CallAs = (principal: Principal) => ApiClient

/** A page outside of /console for people without a user: its address has a secret. */
export type OutsideRoute = {
  method: 'GET' | 'POST'
  path: string
  handle(page: PageContext, as: CallAs): Promise<Response>
}

/** The headings of the menu, in this order: the jobs that people come for. */
export const JOBS = ['find', 'publish', 'mine', 'shop', 'system'] as const
export type Job = (typeof JOBS)[number]

/** A page that a user may see, and its place in the menu. */
export type Place = {
  path: string
  title: string
  /** The name in the menu, which the heading above it makes clear. */
  label: string
  shape: IconName
  /** Null: found by search and links, but not under a heading. */
  job: Job | null
  /** The number that the menu shows beside it. */
  waiting: OwnCountName | undefined
}

type Nav = Pick<Place, 'job' | 'shape'> & {
  scope: Scope | 'signed-in'
  waiting?: OwnCountName
}

/** A page with its routes and its place in the navigation. */
export type ConsolePage = {
  /** The path below /console. */
  path: string
  /** The text `menu` is the name in the menu where that differs from the title. */
  words: Messages<'title'>
  /** The place in the menu, for users with the scope; null for none. */
  nav: Nav | null
  /** The home that it is: `/console` shows the page at `path` to people with this home. */
  home?: Home
  routes: readonly Route[]
}

/** For texts only: a page with files sets its own limit. */
const LARGEST_FORM_BYTES = 256 * 1024
/** The limit for forms of anonymous visitors: a login, a password, a code, and a return address. */
const LARGEST_OPEN_FORM_BYTES = 8 * 1024

/** Reads the fields of a form. */
export async function readForm(page: PageContext): Promise<URLSearchParams> {
  const most = page.me === null ? LARGEST_OPEN_FORM_BYTES : LARGEST_FORM_BYTES
  return new URLSearchParams(Buffer.from(await readPageBytes(page, most)).toString('utf8'))
}

/** Reads the body of a request for a page. */
export const readPageBytes = async (
  { c, me }: PageContext,
  maxBytes: number,
): Promise<Uint8Array> => await readBytes(c, { maxBytes, isKnown: me !== null })

/**
 * Parses the fields of a form with the schema. Throws InvalidInputError for values that our forms
 * never send.
 */
export function readFields<Fields>(schema: z.ZodType<Fields>, form: URLSearchParams): Fields {
  const read = schema.safeParse(Object.fromEntries(form))
  if (!read.success) throw invalidInput('body', read.error)
  return read.data
}

/**
 * Redirects after a change, so that reloading the page repeats nothing. The next page shows the
 * message, with a link to go on to.
 */
export function goTo(
  { c, cookies }: PageContext,
  path: string,
  flash?: string,
  link?: FlashLink,
): Response {
  if (flash !== undefined) cookies.flash(flash, link)
  return c.redirect(addressOf(path), 303)
}

/** Returns the URL of a path below /console; the overview's has no trailing slash. */
export const addressOf = (path: string): string => `/console${path === '/' ? '' : path}`

/** Whether a script of the page has sent this request, which shows offers to undo for a while. */
export const isScript = ({ c }: PageContext): boolean => c.req.header('sec-fetch-dest') === 'empty'

/** Returns the URL of this request, to come back to. */
export function ownAddress({ c }: PageContext): string {
  const { pathname, search } = new URL(c.req.url)
  return `${pathname}${search}`
}

/** Returns the console page whose form sent this request; undefined when the browser hides it. */
export function formAddress({ c }: PageContext): string | undefined {
  const referer = c.req.header('referer')
  if (referer === undefined || !URL.canParse(referer)) return undefined
  const { pathname, search } = new URL(referer)
  return `${pathname}${search}`
}

/** Returns a path below /console from a parameter; the overview for anything else. */
export function ownPath(address: string | null | undefined): string {
  const base = 'http://console.invalid'
  const url = address && URL.canParse(address, base) ? new URL(address, base) : null
  const isOwn = url?.origin === base && /^\/console(\/|$)/.test(url.pathname)
  return isOwn ? `${url.pathname}${url.search}`.slice('/console'.length) || '/' : '/'
}
