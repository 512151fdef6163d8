import { AppError } from '../base/errors.ts'
import { readPageBytes, type Page } from './page.ts'

/**
 * The fields of a form, a file as its text; null if the form has more than `maxBytes`. A body that is no form has no
 * fields.
 */
export async function readFormWithFile(
  page: Page,
  maxBytes: number,
): Promise<Record<string, string> | null> {
  try {
    const bytes = await readPageBytes(page, maxBytes)
    const type = page.c.req.header('content-type') ?? ''
    return type.startsWith('multipart/form-data')
      ? await readMultipart(bytes, type)
      : Object.fromEntries(new URLSearchParams(Buffer.from(bytes).toString('utf8')))
  } catch (error) {
    if (error instanceof AppError && error.status === 413) return null
    throw error
  }
}

async function readMultipart(bytes: Uint8Array, type: string): Promise<Record<string, string>> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => new FormData())
  const read: Record<string, string> = {}
  for (const [name, value] of form)
    read[name] = typeof value === 'string' ? value : await value.text()
  return read
}
