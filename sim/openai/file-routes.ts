import { Hono } from 'hono'
import { z } from 'zod'
import { ApiError, badRequest, invalidRequest } from './api-error.ts'
import { fileObject, type FileStore } from './files.ts'
import { pageOf } from './pages.ts'

/** The API's limits of `expires_after`: an hour to thirty days. */
export const ExpirySeconds = z.coerce.number().int().min(3_600).max(2_592_000)

/** `/files`: upload (of at most `maxBytes`), list, read, download, delete. */
export function fileRoutes(files: FileStore, maxBytes: number): Hono {
  return new Hono()
    .post('/', async (c) => {
      const form = await formOf(c.req.raw)
      const file = form.get('file')
      if (!(file instanceof File)) throw badRequest("Missing required parameter: 'file'.", 'file')
      if (form.get('purpose') !== 'batch') throw unknownPurpose(form.get('purpose'))
      if (!file.name.endsWith('.jsonl')) {
        throw badRequest('Invalid file format for Batch API. Must be .jsonl', 'file')
      }
      if (file.size > maxBytes) throw tooLarge(maxBytes)
      const stored = files.add({
        filename: file.name,
        purpose: 'batch',
        content: Buffer.from(await file.arrayBuffer()),
        expiresAfterSeconds: expiryOf(form),
      })
      return c.json(fileObject(stored))
    })
    .get('/', (c) => {
      const purpose = c.req.query('purpose')
      const found = files.all().filter((file) => !purpose || file.purpose === purpose)
      const sorted = c.req.query('order') === 'asc' ? found.toReversed() : found
      const page = pageOf(sorted, c.req.query(), { standard: 10_000, max: 10_000 })
      return c.json({ ...page, data: page.data.map(fileObject) })
    })
    .get('/:id', (c) => c.json(fileObject(files.get(c.req.param('id')))))
    .get('/:id/content', (c) => {
      const { content, filename } = files.get(c.req.param('id'))
      return c.body(content, 200, {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="${encodeURIComponent(filename)}"`,
        'content-length': String(content.length),
      })
    })
    .delete('/:id', (c) => {
      const { id } = files.get(c.req.param('id'))
      files.remove(id)
      return c.json({ id, object: 'file', deleted: true })
    })
}

async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch (thrown) {
    if (thrown instanceof TypeError) throw badRequest('The request is not multipart/form-data.')
    throw thrown
  }
}

const unknownPurpose = (purpose: unknown): ApiError =>
  typeof purpose === 'string'
    ? badRequest(`'${purpose}' is not one of ['batch'] - 'purpose'`, 'purpose')
    : badRequest("Missing required parameter: 'purpose'.", 'purpose')

const tooLarge = (maxBytes: number): ApiError =>
  new ApiError(413, invalidRequest(`File is larger than ${maxBytes} bytes.`, 'file'))

function expiryOf(form: FormData): number | undefined {
  const anchor = form.get('expires_after[anchor]')
  const seconds = form.get('expires_after[seconds]')
  if (anchor === null && seconds === null) return undefined
  const parsed = ExpirySeconds.safeParse(seconds)
  if (anchor === 'created_at' && parsed.success) return parsed.data
  throw badRequest(
    "Invalid 'expires_after': expected anchor 'created_at' and seconds from 3600 to 2592000.",
    'expires_after',
    'invalid_value',
  )
}
