import { generate } from 'selfsigned'
import { createSecureContext, type SecureContext } from 'node:tls'

export const API_HOST = 'i.instagram.com'
/** The hosts of the content network end in these. */
export const CDN_SUFFIXES = ['.cdninstagram.com', '.fbcdn.net'] as const

type Certificate = { caPem: string; secureContext: SecureContext }

let ofProcess: Promise<Certificate> | undefined

/** The certificate of all stand-ins of this process: they start by the hundred in tests, and making one takes a while. */
export async function certificateOfProcess(): Promise<Certificate> {
  return await (ofProcess ??= createCertificate())
}

/**
 * A new certificate for the API's host and those of the content network, and the authority that signed it. Who trusts
 * two authorities tells them apart by `name`.
 */
export async function createCertificate(name = 'gramd sim authority'): Promise<Certificate> {
  const common = { keyType: 'ec', algorithm: 'sha256', notBeforeDate: dayBefore() } as const
  const authority = await generate([{ name: 'commonName', value: name }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: API_HOST }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: NAMES.map((value) => ({ type: 2 as const, value })) },
    ],
  })
  return {
    caPem: authority.cert,
    secureContext: createSecureContext({ key: leaf.private, cert: leaf.cert }),
  }
}

/** A wildcard stands for one label. */
const NAMES = [API_HOST, ...CDN_SUFFIXES.map((suffix) => `*${suffix}`), '*.xx.fbcdn.net']

/** A clock that runs a little late must not find the certificate too young. */
const dayBefore = (): Date => new Date(Date.now() - 86_400_000)
