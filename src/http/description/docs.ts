import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Router } from '../router.ts'

/** Swagger UI draws with inline styles; everything else comes from here. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>gramd API</title>
    <link rel="stylesheet" href="./swagger-ui.css">
    <link rel="icon" type="image/png" href="./favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="./swagger-ui-bundle.js"></script>
    <script src="./start.js"></script>
  </body>
</html>
`

const START = `window.addEventListener('load', () => {
  SwaggerUIBundle({
    url: '../openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    validatorUrl: null,
    displayRequestDuration: true,
    persistAuthorization: false,
  })
})
`

/** The files of Swagger UI that the page needs; the rest of its folder is not served. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

/** Serves /docs/ from local files. Paths are relative, so a proxy may add a prefix. */
export function serveDocs(app: Router): void {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const headers = { 'content-security-policy': POLICY, 'cache-control': 'public, max-age=600' }
  app.get('/docs', (c) => c.redirect('docs/', 308))
  app.get('/docs/', (c) =>
    c.body(PAGE, 200, { ...headers, 'content-type': 'text/html; charset=utf-8' }),
  )
  app.get('/docs/start.js', (c) =>
    c.body(START, 200, { ...headers, 'content-type': 'text/javascript; charset=utf-8' }),
  )
  for (const [name, type] of Object.entries(ASSETS)) {
    app.get(`/docs/${name}`, async (c) => {
      const file = await readFile(join(folder, name))
      return c.body(new Uint8Array(file), 200, { ...headers, 'content-type': type })
    })
  }
}
