import { decodeFile } from '../base/files/decode-file.ts'
import { AppError } from '../base/errors.ts'
import type { FileBody } from './api.ts'
import { readPageBytes, type PageContext } from './page.ts'

/** The fields of a form by name; a file is its text, unless its encoding is not recognised. */
export type FormWithFile = { fields: Record<string, string>; isUnreadable: boolean }

/** Reads a form; null if it has more than `maxBytes`. A body that is not a form has no fields. */
export async function readFormWithFile(
  page: PageContext,
  maxBytes: number,
): Promise<FormWithFile | null> {
  try {
    const bytes = await readPageBytes(page, maxBytes)
    const type = page.c.req.header('content-type') ?? ''
    return type.startsWith('multipart/form-data')
      ? await readMultipart(bytes, type)
      : {
          fields: Object.fromEntries(new URLSearchParams(Buffer.from(bytes).toString('utf8'))),
          isUnreadable: false,
        }
  } catch (error) {
    if (error instanceof AppError && error.status === 413) return null
    throw error
  }
}

async function readMultipart(bytes: Uint8Array, type: string): Promise<FormWithFile> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => new FormData())
  const read: FormWithFile = { fields: {}, isUnreadable: false }
  for (const [name, value] of form) {
    const decoded = typeof value === 'string' ? { text: value } : decodeFile(await value.bytes())
    if ('text' in decoded) read.fields[name] = decoded.text
    else read.isUnreadable = true
  }
  return read
}

/**
 * Passes a form with files through as it arrives, so that one of any size needs no memory; null for
 * another body.
 */
export function incomingFiles({ c }: PageContext): FileBody | null {
  const type = c.req.header('content-type')
  const { body } = c.req.raw
  if (body === null || type?.startsWith('multipart/form-data') !== true) return null
  return { type, length: c.req.header('content-length'), stream: body }
}
