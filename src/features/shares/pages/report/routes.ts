import { getCookie, setCookie } from 'hono/cookie'
import { AppError } from '../../../../base/errors.ts'
import { classify } from '../../../../base/classify.ts'
import { isOurs } from '../../../../console/guard.ts'
import { readForm, type OutsideRoute, type PageContext } from '../../../../console/page.ts'
import { ProblemError } from '../../../../console/user-client.ts'
import type { Links } from '../../fields/links.ts'
import { sharePath, type Share } from '../../fields/share.ts'
import { showCampaign } from './campaign.ts'
import { showCreator, showComparison } from './creator.ts'
import { sendCsv } from './csv.ts'
import { askPassword, showEnded, showFailed, showUnknown } from './frame.ts'
import { showList } from './list.ts'
import { outsidePage, type Outside, type Report } from './report.ts'
import { sharePrincipal } from './share-principal.ts'

type CallAs = Parameters<OutsideRoute['handle']>[1]
type Opened = { page: Outside; share: Share | undefined }
type Handle = (links: Links, opened: Opened, as: CallAs) => Promise<Response>

/** Readings of a page by everyone within an hour: beyond it a program reads it. */
const MAX_VISITS_IN_HOUR = 3_000
const COOKIE = 'gramd_share'

/** The pages of links, with their pictures, and CSV. */
export function outsideRoutes(links: Links): readonly OutsideRoute[] {
  const bound = (handle: Handle) => async (page: PageContext, as: CallAs) => {
    const token = page.c.req.param('token') ?? page.c.req.param('file')?.replace(/\.csv$/, '') ?? ''
    const opened = await open(links, page, token)
    try {
      return await handle(links, opened, as)
    } catch (error) {
      return await answerError(opened, error)
    }
  }
  return [
    { method: 'GET', path: '/s/:file{[A-Za-z0-9_-]+\\.csv}', handle: bound(sendCsv) },
    { method: 'GET', path: '/s/:token/logo', handle: bound(sendLogo) },
    { method: 'GET', path: '/s/:token/images/:hash{[0-9a-f]{64}}', handle: bound(sendPicture) },
    { method: 'POST', path: '/s/:token', handle: bound(givePassword) },
    { method: 'GET', path: '/s/:token', handle: bound(showReport) },
    { method: 'GET', path: '/s/*', handle: bound(async (_, { page }) => await showUnknown(page)) },
  ]
}

async function open(links: Links, page: PageContext, token: string): Promise<Opened> {
  const [share, team] = await Promise.all([links.find(token), links.getTeam()])
  const base = share === undefined ? new URL(page.c.req.url).pathname : sharePath(token)
  return { page: outsidePage(page, { share, team, base }), share }
}

/** Takes a 404 of the API for a subject that is gone: it was there when the link was made. */
async function answerError({ page }: Opened, thrown: unknown): Promise<Response> {
  if (thrown instanceof ProblemError && thrown.problem.status === 404)
    return await showEnded(page, null)
  const error = classify(thrown)
  page.c.get('log').error({ err: error, code: error.code }, 'a shared report failed')
  return await showFailed(page)
}

/** The answer to a reader who may not read the link; else the link. */
async function refusalOf(
  links: Links,
  { page, share }: Opened,
): Promise<{ share: Share } | { answer: Response }> {
  if (share === undefined) return { answer: await showUnknown(page) }
  if (share.has_ended) return { answer: await showEnded(page, share.ends_at) }
  const cookie = getCookie(page.c, COOKIE)
  if (!links.isUnlocked(share, { cookie, now: page.now }))
    return { answer: await askPassword(page) }
  return { share }
}

async function showReport(links: Links, opened: Opened, as: CallAs): Promise<Response> {
  const { page } = opened
  const allowed = await refusalOf(links, opened)
  if ('answer' in allowed) return allowed.answer
  const { share } = allowed
  if (share.kind !== 'page') return await showUnknown(page)
  if (page.c.req.method === 'GET') await links.countVisit(share.id, MAX_VISITS_IN_HOUR)
  const creators = await links.creatorsOf(share)
  const report: Report = { ...page, share, creators, api: as(sharePrincipal(share, creators)) }
  if (share.list_id !== null)
    return await (share.subject === 'campaign' ? showCampaign : showList)(report, share.list_id)
  return await (share.subject === 'creator' ? showCreator(report) : showComparison(report))
}

const givePassword: Handle = async (links, { page, share }) => {
  const [site, origin, host] = ['sec-fetch-site', 'origin', 'host'].map((n) => page.c.req.header(n))
  if (share === undefined) return await showUnknown(page)
  if (share.has_ended) return await showEnded(page, share.ends_at)
  // With no-referrer browsers say `null` of their own forms, too.
  const isForeign = !isOurs({ site, origin, host }) && origin !== 'null' && origin !== undefined
  const password = (await readForm(page)).get('password') ?? ''
  if (share.password_hash !== null && !isForeign) {
    const address = page.c.env?.address
    const refusal = await refusalOfPassword(links, page, share, { password, address })
    if (refusal) return refusal
    const { value, maxAge } = links.unlockedCookie(share, page.now)
    setCookie(page.c, COOKIE, value, {
      path: page.base,
      httpOnly: true,
      sameSite: 'Lax',
      secure: page.origin.startsWith('https:'),
      maxAge,
    })
  }
  return page.c.redirect(`${page.base}?language=${page.language}`, 303)
}

async function refusalOfPassword(
  links: Links,
  page: Outside,
  share: Share,
  attempt: { password: string; address: string | undefined },
): Promise<Response | undefined> {
  const { t } = page
  try {
    if (await links.fitsPassword(share, attempt)) return undefined
    return await askPassword(page, { fault: t('passwordWrong'), status: 401 })
  } catch (error) {
    const disposition = error instanceof AppError ? error.disposition : undefined
    if (disposition === undefined || !('delayMs' in disposition)) throw error
    const { delayMs } = disposition
    page.c.header('retry-after', String(Math.ceil(delayMs / 1_000)))
    const fault = t('passwordWait', { n: Math.max(1, Math.ceil(delayMs / 60_000)) })
    return await askPassword(page, { fault, status: 429 })
  }
}

const PICTURE_HEADERS = ['content-type', 'content-security-policy']

/** A picture of a creator of the link: each request checks that the link still works. */
async function sendPicture(links: Links, opened: Opened, as: CallAs): Promise<Response> {
  const { page } = opened
  const allowed = await refusalOf(links, opened)
  if ('answer' in allowed) return withoutBody(allowed.answer)
  const { share } = allowed
  const hash = page.c.req.param('hash') ?? ''
  const creators = await links.creatorsOf(share)
  if (!(await links.isPictureOf(creators, hash))) return withoutBody(await showUnknown(page))
  const api = as(sharePrincipal(share, creators, { picture: hash }))
  const answer = await api.file('getMedia', { params: { hash } })
  const headers = PICTURE_HEADERS.map((name): [string, string] => [
    name,
    answer.headers.get(name) ?? '',
  ])
  return new Response(answer.body, {
    headers: [...headers, ['cache-control', 'private, max-age=300']],
  })
}

const withoutBody = (answer: Response): Response => new Response(null, { status: answer.status })

/** The logo: on the page of a link that has ended, too. */
const sendLogo: Handle = async (links, { page, share }) => {
  const logo = share === undefined ? undefined : await links.readLogo()
  if (!logo) return withoutBody(await showUnknown(page))
  return page.c.body(new Uint8Array(logo), 200, {
    'content-type': 'image/png',
    'cache-control': 'private, max-age=300',
    'content-security-policy': 'sandbox',
  })
}
