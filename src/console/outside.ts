import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { compressPages } from '../http/encode-answers.ts'
import type { HttpContext, HttpEnv, Router } from '../http/router.ts'
import type { OperationRoutes } from './api.ts'
import { outsideHeaders } from './guard.ts'
import type { OutsideRoute, PageContext } from './page.ts'
import { createUserClient } from './user-client.ts'

type Parts = {
  app: Router
  routes: OperationRoutes
  isSecure: boolean
  /** Opens a page without the user of a cookie. */
  open(c: HttpContext): Promise<PageContext>
}

/** Serves pages for people without a user; they answer their errors themselves. */
export function outsideRouter(
  { app, routes, isSecure, open }: Parts,
  pages: readonly OutsideRoute[],
): Hono<HttpEnv> {
  const router = new Hono<HttpEnv>()
  const headers = outsideHeaders(isSecure)
  for (const { method, path, handle } of pages)
    router.on(method, path, headers, compress(), compressPages, async (c) => {
      const page = await open(c)
      const { language } = page
      return await handle(page, (principal) =>
        createUserClient(app, c, { token: null, language, routes, principal }),
      )
    })
  return router
}
